import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { BriefAlarmView, ChecklistView } from "../../api/contract.ts";
import { inLanguage, wordsOf } from "../words/words.ts";
import { performAll } from "./act-trouble.tsx";
import { checklistNote, visitWish } from "./field-acts.ts";
import { lists } from "./field-lists.ts";
import { fieldStore } from "./field-store.ts";
import { presentKind } from "./field-visit.tsx";
import { mySites } from "./my-sites.ts";

const say = wordsOf({
  vi: {
    title: "Việc cần kiểm tra",
    done: "{done}/{all} bước",
    due: "nên làm với cảnh báo này",
    send: "Gửi kết quả về NOC",
    again: "Làm lại từ đầu",
  },
  en: {
    title: "Checklists",
    done: "{done} of {all} {all|step|steps}",
    due: "helps with this alarm",
    send: "Send result to the NOC",
    again: "Begin anew",
  },
});

const noteCharactersAssumed = 1_000;

interface Properties {
  readonly code: string;
  readonly list: ChecklistView;
  readonly isDue: boolean;
}

const Checklist = ({ code, list, isDue }: Properties) => {
  const key = `${code} ${list.id}`;
  const done = useSignal<readonly number[]>([]);
  useEffect(() => {
    void fieldStore.ticks(key).then((ticks) => {
      done.value = ticks;
    });
  }, [key]);
  const tick = (ticks: readonly number[]): void => {
    done.value = ticks;
    void fieldStore.putTicks({ key, done: ticks });
  };
  const send = async (): Promise<void> => {
    const charactersMax = lists.value.settings?.value.noteCharactersMax ?? noteCharactersAssumed;
    const kind = presentKind(code, mySites.value?.get(code)?.snapshot?.site ?? null) ?? "on-site";
    const note = checklistNote(list, done.value, charactersMax);
    if (await performAll(visitWish(code, kind, note))) tick([]);
  };
  return (
    <details class="panel">
      <summary>
        <strong>{inLanguage(list.title)}</strong>{" "}
        <span class="quiet small">
          {say("done", { done: done.value.length, all: list.steps.length })}
          {isDue && ` · ${say("due")}`}
        </span>
      </summary>
      <ul class="field-steps">
        {list.steps.map((step, index) => (
          <li key={step.vi}>
            <label>
              <input
                type="checkbox"
                checked={done.value.includes(index)}
                onChange={({ currentTarget }) =>
                  tick(
                    currentTarget.checked
                      ? [...done.value, index]
                      : done.value.filter((each) => each !== index),
                  )
                }
              />
              <span>{inLanguage(step)}</span>
            </label>
          </li>
        ))}
      </ul>
      <div class="field-grid">
        <button type="button" class="is-main" disabled={done.value.length === 0} onClick={() => void send()}>
          {say("send")}
        </button>
        <button type="button" disabled={done.value.length === 0} onClick={() => tick([])}>
          {say("again")}
        </button>
      </div>
    </details>
  );
};

/** What to look at on the spot; lists that help with a present alarm come first. Ticks stay on this device. */
export const FieldChecklists = ({
  code,
  alarms,
}: {
  readonly code: string;
  readonly alarms: readonly BriefAlarmView[];
}) => {
  const types = new Set(alarms.map(({ type }) => type));
  const isDue = (list: ChecklistView): boolean => list.alarms.some((type) => types.has(type));
  const known = lists.value.checklists?.value ?? [];
  if (known.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="field-checklists">
      <h2 id="field-checklists">{say("title")}</h2>
      {known
        .toSorted((one, other) => Number(isDue(other)) - Number(isDue(one)))
        .map((list) => (
          <Checklist key={list.id} code={code} list={list} isDue={isDue(list)} />
        ))}
    </section>
  );
};
