import type { BriefAlarmView } from "../../api/contract.ts";
import { numberText } from "../words/number.ts";
import { wordsOf } from "../words/words.ts";
import { actOn, mayDo } from "./act-desk.ts";
import { type ActKind, actText } from "./alarm-acts.ts";
import { askedAct } from "./asked-act.ts";

const say = wordsOf({
  vi: {
    label: "Việc với cảnh báo đã chọn",
    none: "Chưa chọn dòng nào",
    count: "{count} đã chọn",
    dots: "{act}…",
  },
  en: {
    label: "Acts on the selected alarms",
    none: "Nothing selected",
    count: "{count} selected",
    dots: "{act}…",
  },
});

/** Acts that ask for nothing more. */
type PlainKind = "acknowledge" | "unacknowledge" | "unshelve";
const plainKinds: readonly PlainKind[] = ["acknowledge", "unacknowledge", "unshelve"];
const askingKinds: readonly ActKind[] = ["comment", "shelve", "assign", "ticket", "close", "clear"];

const fits: Readonly<Record<PlainKind, (alarm: BriefAlarmView) => boolean>> = {
  acknowledge: ({ operatorState }) => operatorState === "none",
  unacknowledge: ({ operatorState }) => operatorState !== "none",
  unshelve: ({ shelf }) => shelf !== null,
};

const PlainAct = ({
  kind,
  alarms,
}: {
  readonly kind: PlainKind;
  readonly alarms: readonly BriefAlarmView[];
}) => {
  const fitting = alarms.filter(fits[kind]);
  if (!mayDo(kind) || (kind !== "acknowledge" && fitting.length === 0)) return null;
  return (
    <button
      type="button"
      class={kind === "acknowledge" && fitting.length > 0 ? "is-main" : ""}
      disabled={fitting.length === 0}
      onClick={() => void actOn({ kind, note: null }, fitting)}
    >
      {actText(kind)}
    </button>
  );
};

interface Properties {
  readonly alarms: readonly BriefAlarmView[];
  /** True where several may be chosen: says how many are. */
  readonly withCount?: boolean;
}

/** What can be done to alarms, one or many; always there, so that nothing moves when something is chosen. */
export const ActBar = ({ alarms, withCount = false }: Properties) => (
  <div
    class={`act-bar bar${alarms.length === 0 ? " is-empty" : ""}`}
    role="toolbar"
    aria-label={say("label")}
  >
    {plainKinds.map((kind) => (
      <PlainAct key={kind} kind={kind} alarms={alarms} />
    ))}
    {askingKinds.filter(mayDo).map((kind) => (
      <button
        key={kind}
        type="button"
        disabled={alarms.length === 0}
        onClick={() => (askedAct.value = { kind, alarms })}
      >
        {say("dots", { act: actText(kind) })}
      </button>
    ))}
    {withCount && (
      <span class="small quiet">
        {alarms.length === 0 ? say("none") : say("count", { count: numberText(alarms.length) })}
      </span>
    )}
  </div>
);
