import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { RoutingTrialView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { type Severity, severities, severityText } from "../parts/severity.ts";
import { Trouble } from "../parts/trouble.tsx";
import { fromInputTime, localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    title: "Ai sẽ được báo?",
    about: "Thử với một cảnh báo tưởng tượng: không ai nhận được gì.",
    site: "Trạm",
    node: "Phần tử",
    severity: "Mức",
    at: "Lúc (để trống: bây giờ)",
    try: "Thử",
    nobody: "Không ai được báo: không tuyến nào khớp.",
    told: "{whom}, lúc {at} (tuyến {route})",
    step: "bước {step}, lúc {at}: {whom}",
    empty: "không ai trực",
    escalation: "Nếu chưa ai xác nhận, leo thang {name}:",
    person: "{person} qua {channel}",
  },
  en: {
    title: "Who would be told?",
    about: "Tries an alarm that is only thought of: nobody gets anything.",
    site: "Site",
    node: "Node",
    severity: "Severity",
    at: "At (empty: now)",
    try: "Try",
    nobody: "Nobody is told: no route fits.",
    told: "{whom}, at {at} (route {route})",
    step: "step {step}, at {at}: {whom}",
    empty: "nobody on call",
    escalation: "While nobody acknowledges, escalation {name}:",
    person: "{person} by {channel}",
  },
});

interface Audience {
  readonly channel: string;
  readonly person: string | null;
}

const audienceText = ({ channel, person }: Audience): string =>
  person === null ? channel : say("person", { person, channel });

const Answer = ({ trial }: { readonly trial: RoutingTrialView }) => (
  <div role="status" class="stack">
    {trial.told.length === 0 && <p>{say("nobody")}</p>}
    <ul>
      {trial.told.map(({ route, at, ...whom }) => (
        <li key={`${route} ${whom.channel} ${whom.person}`}>
          {say("told", { whom: audienceText(whom), at: localTime(at), route: route + 1 })}
        </li>
      ))}
    </ul>
    {trial.escalations.map(({ escalation, route, steps }) => (
      <div key={`${escalation} ${route}`}>
        <p>{say("escalation", { name: escalation })}</p>
        <ul>
          {steps.map(({ step, at, told }) => (
            <li key={step}>
              {say("step", {
                step: step + 1,
                at: localTime(at),
                whom: told.map(audienceText).join(", ") || say("empty"),
              })}
            </li>
          ))}
        </ul>
      </div>
    ))}
  </div>
);

interface Draft {
  readonly site: string;
  readonly node: string;
  readonly severity: Severity;
  readonly at: string;
}

/** Asks who would be told of an alarm, and tells nobody. */
export const RoutingTrial = () => {
  const id = useId();
  const draft = useSignal<Draft>({ site: "", node: "", severity: "critical", at: "" });
  const trial = useSignal<RoutingTrialView | null>(null);
  const { ask, isBusy, trouble } = useAsking();
  const change = (changes: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...changes };
  };
  const { site, node, severity, at } = draft.value;
  const attempt = async (): Promise<void> => {
    const atMs = fromInputTime(at);
    const body = {
      ...{ severity, site: site.trim() },
      ...(node.trim() !== "" && { node: node.trim() }),
      ...(!Number.isNaN(atMs) && { at: new Date(atMs).toISOString() }),
    };
    trial.value = await ask("/api/v1/routing/try", { method: "POST", body });
  };
  return (
    <section class="panel stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say("title")}</h2>
      <p class="quiet">{say("about")}</p>
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt();
        }}
      >
        <label>
          {say("severity")}{" "}
          <select
            value={severity}
            onChange={({ currentTarget }) =>
              change({ severity: severities.find((each) => each === currentTarget.value) ?? severity })
            }
          >
            {severities.map((each) => (
              <option key={each} value={each}>
                {severityText(each)}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say("site")}{" "}
          <input
            required
            size={12}
            list={`${id}-sites`}
            autoComplete="off"
            value={site}
            onInput={({ currentTarget }) => change({ site: currentTarget.value })}
          />
        </label>
        <datalist id={`${id}-sites`}>
          {[...board.sites.values()].map(({ code, name }) => (
            <option key={code} value={code}>
              {name}
            </option>
          ))}
        </datalist>
        <label>
          {say("node")}{" "}
          <input
            size={8}
            value={node}
            onInput={({ currentTarget }) => change({ node: currentTarget.value })}
          />
        </label>
        <label>
          {say("at")}{" "}
          <input
            type="datetime-local"
            value={at}
            onInput={({ currentTarget }) => change({ at: currentTarget.value })}
          />
        </label>
        <button class="is-main" type="submit" disabled={isBusy}>
          {say("try")}
        </button>
      </form>
      <Trouble error={trouble} />
      {trial.value !== null && <Answer trial={trial.value} />}
    </section>
  );
};
