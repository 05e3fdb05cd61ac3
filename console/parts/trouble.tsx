import { problemDetail, problemWords, withDetail } from "../request/problem-text.ts";
import { RequestRefused } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { failed: "Không được.", again: "Thử lại" },
  en: { failed: "It failed.", again: "Try again" },
});

/** What the page says of an error, and what whoever reported it said in words of its own. */
interface Said {
  readonly words: string;
  /** Empty when there is nothing more to say. */
  readonly detail: string;
}

const saidOf = (error: unknown): Said => {
  if (error instanceof RequestRefused) {
    return { words: problemWords(error.problem.code), detail: problemDetail(error.problem) };
  }
  const detail = error instanceof Error && error.message !== "" ? error.message : String(error);
  return { words: say("failed"), detail };
};

/** What went wrong, in one line of words. */
export const troubleText = (error: unknown): string => {
  const { words, detail } = saidOf(error);
  return error instanceof RequestRefused ? withDetail(words, detail) : `${words} ${detail}`;
};

interface Properties {
  /** Null: nothing is wrong, nothing is shown. */
  readonly error: unknown;
  readonly onRetry?: () => void;
}

const Told = ({ words, detail }: Said) => (
  <span>
    {words}
    {detail !== "" && (
      <>
        {" "}
        <bdi class="quiet small">{detail}</bdi>
      </>
    )}
  </span>
);

/** Says what went wrong and offers to try again. */
export const Trouble = ({ error, onRetry }: Properties) =>
  error === null ? null : (
    <p role="alert" class="bar">
      <Told {...saidOf(error)} />
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {say("again")}
        </button>
      )}
    </p>
  );
