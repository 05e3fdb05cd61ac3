/** What the platform answers, as types: the page imports these and nothing that runs. */
export type { AlarmView } from "../alerts/alarm-view.ts";
export type { DepartureView } from "./routes/dispatch.ts";
export type { MetricView } from "./routes/metric-dictionary.ts";
export type { LinkView, NodeView } from "./routes/network.ts";
export type { SessionView } from "./routes/session.ts";
export type { SiteView } from "./routes/sites.ts";
export type { BoardView, SiteThenView } from "./views/board-view.ts";
export type { OutageView } from "./views/outage-view.ts";
export type { RoutingTrialView, RoutingView } from "./views/routing-view.ts";
export type { PhotoView } from "./views/photo-view.ts";
export type { LatestView } from "./views/reading-view.ts";
export type { SiteStateView } from "./views/site-state.ts";
export type { TransitionView } from "./views/transition-view.ts";
export type { VisitView } from "./views/visit-view.ts";
