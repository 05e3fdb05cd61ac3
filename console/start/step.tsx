import type { ComponentChildren } from "preact";
import { wordsOf } from "../words/words.ts";
import "./start.css";

const say = wordsOf({
  vi: { done: "xong", now: "đang làm", later: "sau" },
  en: { done: "done", now: "now", later: "later" },
});

/** How far a step is. */
export type StepState = "done" | "now" | "later";

interface Properties {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly children: ComponentChildren;
}

/** One of the first steps; what comes later is named and closed. */
export const Step = ({ number, title, state, children }: Properties) => (
  <li class={`panel start-step is-${state}`} aria-current={state === "now" ? "step" : undefined}>
    <h2>
      <span class="start-number" aria-hidden="true">
        {state === "done" ? "✓" : number}
      </span>{" "}
      {title} <span class="quiet small">{say(state)}</span>
    </h2>
    {state !== "later" && <div class="stack">{children}</div>}
  </li>
);
