import { signal } from "@preact/signals";
import type { Wish } from "../outbox/outbox.ts";
import { OutboxFull, perform } from "../outbox/sender.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { failed: "Máy này không giữ được việc vừa làm: {detail}" },
  en: { failed: "This device could not keep what you did: {detail}" },
});

const trouble = signal<unknown>(null);

/** Puts acts into the outbox; what goes wrong is shown by `ActTrouble`. Gives back whether all are kept. */
export const performAll = async (...wishes: readonly Wish[]): Promise<boolean> => {
  trouble.value = null;
  try {
    for (const wish of wishes) await perform(wish);
    return true;
  } catch (error) {
    trouble.value = error;
    return false;
  }
};

/** Says why something that was done could not even be kept. */
export const ActTrouble = () =>
  trouble.value === null ? null : (
    <p class="act-trouble" role="alert">
      {trouble.value instanceof OutboxFull
        ? trouble.value.message
        : say("failed", { detail: String(trouble.value) })}
    </p>
  );
