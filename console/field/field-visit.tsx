import { useSignal } from "@preact/signals";
import type { SiteView } from "../../api/contract.ts";
import { acts } from "../outbox/sender.ts";
import { actorText } from "../parts/actor-text.ts";
import { LongText } from "../parts/long-text.tsx";
import { shortTime } from "../time/instant.ts";
import { wordsOf } from "../words/words.ts";
import { performAll } from "./act-trouble.tsx";
import { type VisitKind, visitKinds, visitSubject, visitText, visitWish } from "./field-acts.ts";
import { lists } from "./field-lists.ts";
import { fieldPerson } from "./field-person.ts";
import { SubjectActs } from "./subject-acts.tsx";

const say = wordsOf({
  vi: {
    title: "Báo về NOC",
    note: "Ghi chú kèm theo (không bắt buộc)",
    "on-the-way": "đang trên đường",
    "on-site": "đang ở trạm",
    fixed: "đã khắc phục",
    nobody: "Chưa ai báo đi tới trạm.",
  },
  en: {
    title: "Tell the NOC",
    note: "Note that goes with it (may be left empty)",
    "on-the-way": "on the way",
    "on-site": "on site",
    fixed: "fixed it",
    nobody: "Nobody has said that they go there.",
  },
});

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** Where this person is by his own word, what waits in the outbox included; null: nowhere near. */
export const presentKind = (code: string, site: SiteView | null): VisitKind | null => {
  const person = fieldPerson.value?.username;
  const waiting = acts.value.findLast(
    ({ subject, state, actor }) =>
      subject === visitSubject(code) && state === "waiting" && (actor ?? person) === person,
  );
  const told = isRecord(waiting?.body) ? waiting.body["kind"] : undefined;
  const own = site?.visitors.find(({ actor }) => actor === person)?.kind;
  return visitKinds.find((kind) => kind === told) ?? own ?? null;
};

const Visitors = ({ site }: { readonly site: SiteView }) =>
  site.visitors.length === 0 ? (
    <p class="quiet">{say("nobody")}</p>
  ) : (
    <ul class="quiet">
      {site.visitors.map(({ actor, kind, since, note }) => (
        <li key={actor}>
          {actorText(actor)} {say(kind)} · {shortTime(since)} {note !== null && <LongText text={note} />}
        </li>
      ))}
    </ul>
  );

/** Telling the desk where one is, with a note; and who else is there. */
export const FieldVisit = ({ code, site }: { readonly code: string; readonly site: SiteView | null }) => {
  const note = useSignal("");
  const present = presentKind(code, site);
  const tell = async (kind: VisitKind): Promise<void> => {
    if (await performAll(visitWish(code, kind, note.value))) note.value = "";
  };
  return (
    <section class="stack" aria-labelledby="field-visit">
      <h2 id="field-visit">{say("title")}</h2>
      {site !== null && <Visitors site={site} />}
      <label class="field-label">
        <span class="small quiet">{say("note")}</span>
        <textarea
          rows={2}
          maxLength={lists.value.settings?.value.noteCharactersMax ?? 2_000}
          value={note.value}
          onInput={({ currentTarget }) => {
            note.value = currentTarget.value;
          }}
        />
      </label>
      <div class="field-grid">
        {visitKinds.map((kind) => (
          <button key={kind} type="button" aria-pressed={kind === present} onClick={() => void tell(kind)}>
            {kind === present && "✓ "}
            {visitText(kind)}
          </button>
        ))}
      </div>
      <SubjectActs subject={visitSubject(code)} />
    </section>
  );
};
