import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import type { RoutingTrialView } from "../../api/contract.ts";
import { Trouble } from "../parts/trouble.tsx";
import { localTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { TrialForm } from "./trial-form.tsx";
import { useAsking } from "./use-asking.ts";

const say = wordsOf({
  vi: {
    title: "Ai sẽ được báo?",
    about: "Thử với một cảnh báo tưởng tượng: không ai nhận được gì.",
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

/** Asks who would be told of an alarm, and tells nobody. */
export const RoutingTrial = () => {
  const id = useId();
  const trial = useSignal<RoutingTrialView | null>(null);
  const { ask, isBusy, trouble } = useAsking();
  const attempt = async (body: object): Promise<void> => {
    trial.value = await ask("/api/v1/routing/try", { method: "POST", body });
  };
  return (
    <section class="panel stack" aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{say("title")}</h2>
      <p class="quiet">{say("about")}</p>
      <TrialForm isBusy={isBusy} onTry={(body) => void attempt(body)} />
      <Trouble error={trouble} />
      {trial.value !== null && <Answer trial={trial.value} />}
    </section>
  );
};
