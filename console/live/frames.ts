import type {
  BriefTransitionView,
  CommandView,
  DeviceView,
  LatestView,
  OutageView,
  SiteStateView,
} from "../../api/contract.ts";

/** What the events of the platform's stream carry when it is asked for in brief (docs/formats/http-api.md). */
export interface FrameData {
  readonly hello: { readonly now: string; readonly position: number };
  readonly heartbeat: { readonly now: string };
  readonly reset: unknown;
  readonly end: unknown;
  readonly alarms: { readonly items: readonly BriefTransitionView[] };
  readonly outages: { readonly items: readonly OutageView[] };
  readonly maintenance: { readonly id: string };
  readonly site: SiteStateView & { readonly site: string };
  readonly latest: { readonly items: readonly LatestView[] };
  readonly presence: NonNullable<DeviceView["presence"]>;
  readonly visit: { readonly site: string };
  readonly command: CommandView;
}

/** Kinds of events that the page listens to. */
export const streamEvents = [
  "hello",
  "heartbeat",
  "reset",
  "end",
  "alarms",
  "outages",
  "maintenance",
  "site",
  "latest",
  "presence",
  "visit",
  "command",
] as const satisfies readonly (keyof FrameData)[];

/** One event of the stream, as tabs pass it on; `position`: among the alarm changes, null where none can be resumed. */
export type StreamFrame = {
  [Event in keyof FrameData]: {
    readonly event: Event;
    readonly position: number | null;
    readonly data: FrameData[Event];
  };
}[keyof FrameData];
