import { useComputed, useSignal } from "@preact/signals";
import { board } from "../live/board.ts";
import { ChosenInstant } from "../parts/chosen-instant.tsx";
import { type Severity, severities, severityText } from "../parts/severity.ts";
import { fromInputTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { SiteInput } from "./site-input.tsx";

const say = wordsOf({
  vi: {
    site: "Trạm",
    node: "Phần tử",
    severity: "Mức",
    at: "Lúc (để trống: bây giờ)",
    try: "Thử",
  },
  en: { site: "Site", node: "Node", severity: "Severity", at: "At (empty: now)", try: "Try" },
});

interface Draft {
  readonly site: string;
  readonly node: string;
  readonly severity: Severity;
  /** By the clock of Vietnam; empty: now. */
  readonly at: string;
}

const bodyOf = ({ site, node, severity, at }: Draft) => {
  const atMs = fromInputTime(at);
  return {
    ...{ severity, site: site.trim() },
    ...(node.trim() !== "" && { node: node.trim() }),
    ...(!Number.isNaN(atMs) && { at: new Date(atMs).toISOString() }),
  };
};

interface Properties {
  readonly isBusy: boolean;
  readonly onTry: (body: ReturnType<typeof bodyOf>) => void;
}

/** Asks for an alarm that is only thought of. */
export const TrialForm = ({ isBusy, onTry }: Properties) => {
  const draft = useSignal<Draft>({ site: "", node: "", severity: "critical", at: "" });
  const sites = useComputed(() => (board.siteChanges.value < 0 ? [] : [...board.sites.values()]));
  const change = (changes: Partial<Draft>): void => {
    draft.value = { ...draft.value, ...changes };
  };
  const { site, node, severity, at } = draft.value;
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    onTry(bodyOf(draft.value));
  };
  return (
    <form class="bar" onSubmit={onSubmit}>
      <label>
        {say("severity")}{" "}
        <select
          value={severity}
          onChange={({ currentTarget: { value } }) =>
            change({ severity: severities.find((each) => each === value) ?? severity })
          }
        >
          {severities.map((each) => (
            <option key={each} value={each}>
              {severityText(each)}
            </option>
          ))}
        </select>
      </label>
      <SiteInput
        label={say("site")}
        value={site}
        choices={sites.value.map(({ code, name }) => ({ code, note: name }))}
        onInput={(value) => change({ site: value })}
      />
      <label>
        {say("node")}{" "}
        <input size={8} value={node} onInput={({ currentTarget: { value } }) => change({ node: value })} />
      </label>
      <label>
        {say("at")}{" "}
        <input
          type="datetime-local"
          value={at}
          onInput={({ currentTarget: { value } }) => change({ at: value })}
        />{" "}
        <ChosenInstant text={at} />
      </label>
      <button class="is-main" type="submit" disabled={isBusy}>
        {say("try")}
      </button>
    </form>
  );
};
