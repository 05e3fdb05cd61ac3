import { wordsOf } from "../words/words.ts";
import { KeyList } from "./key-list.tsx";

const say = wordsOf({
  vi: { title: "Khóa API và màn hình tường" },
  en: { title: "API keys and wall screens" },
});

/** Keys of programs and tokens of walls. */
export const ApiKeysPage = () => (
  <>
    <h1>{say("title")}</h1>
    <KeyList kind="program" />
    <KeyList kind="wall" />
  </>
);
