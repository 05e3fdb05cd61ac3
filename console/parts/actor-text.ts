import { actorOf } from "../alarms/alarm-facts.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { user: "{name}", key: "{name} (khóa API)", link: "{name} (qua liên kết)" },
  en: { user: "{name}", key: "{name} (API key)", link: "{name} (by a link)" },
});

/** Who did something: a person by name, else what acted in somebody's place. */
export const actorText = (actor: string): string => {
  const { origin, name } = actorOf(actor);
  return say(origin, { name });
};
