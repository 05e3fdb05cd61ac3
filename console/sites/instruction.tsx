import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { askAll } from "../request/request.ts";
import { type Bilingual, inLanguage, wordsOf } from "../words/words.ts";

const say = wordsOf({ vi: { title: "Làm gì" }, en: { title: "What to do" } });

interface InstructionView extends Bilingual {
  readonly type: string;
}

const instructions = signal<ReadonlyMap<string, Bilingual>>(new Map());
let isAsked = false;

const read = async (): Promise<void> => {
  if (isAsked) return;
  isAsked = true;
  try {
    const items = await askAll<InstructionView>("/api/v1/instructions");
    instructions.value = new Map(items.map((each) => [each.type, each]));
  } catch {
    isAsked = false;
  }
};

/** What to do about an alarm of a type, folded away; nothing when no rule says it. */
export const Instruction = ({ type }: { readonly type: string }) => {
  useEffect(() => void read(), []);
  const text = instructions.value.get(type);
  if (text === undefined) return null;
  return (
    <details>
      <summary class="small">{say("title")}</summary>
      {inLanguage(text)
        .split("\n")
        .map((line) => (
          <p key={line}>{line}</p>
        ))}
    </details>
  );
};
