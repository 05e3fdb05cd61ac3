import type { RoutingView } from "../../api/contract.ts";
import { Channels } from "../notifications/channels.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { useLoaded } from "../request/use-loaded.ts";
import { wordsOf } from "../words/words.ts";
import { RoutingPlan } from "./routing-plan.tsx";
import { RoutingTrial } from "./routing-trial.tsx";

const say = wordsOf({
  vi: { title: "Báo cho ai", loading: "Đang tải…" },
  en: { title: "Who is told", loading: "Loading…" },
});

/** Who is told of what: routes, escalation and rota in force, a trial, and the channels. */
export const RoutingPage = () => {
  const { state, reload } = useLoaded<RoutingView>("/api/v1/routing");
  return (
    <>
      <h1>{say("title")}</h1>
      <RoutingTrial />
      {state.kind === "loading" && <p class="quiet">{say("loading")}</p>}
      {state.kind === "failed" && <Trouble error={state.error} onRetry={reload} />}
      {state.kind === "ready" && <RoutingPlan routing={state.data} />}
      <Channels />
    </>
  );
};
