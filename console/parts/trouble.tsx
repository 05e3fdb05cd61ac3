import { RequestRefused } from "../request/request.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: { unreachable: "Không kết nối được máy chủ.", failed: "Không được: {detail}", again: "Thử lại" },
  en: { unreachable: "The platform can't be reached.", failed: "Failed: {detail}", again: "Try again" },
});

/** What went wrong, in words. */
export const troubleText = (error: unknown): string => {
  if (!(error instanceof RequestRefused)) return say("failed", { detail: String(error) });
  const { status, detail, errors } = error.problem;
  if (status === 0) return say("unreachable");
  const faults = errors.map(({ path, message, fix }) => `${path}: ${message}${fix ? ` (${fix})` : ""}`);
  return say("failed", { detail: [detail, ...faults].join("; ") });
};

interface Properties {
  /** Null: nothing is wrong, nothing is shown. */
  readonly error: unknown;
  readonly onRetry?: () => void;
}

/** Says what went wrong and offers to try again. */
export const Trouble = ({ error, onRetry }: Properties) =>
  error === null ? null : (
    <p role="alert" class="bar">
      {troubleText(error)}
      {onRetry && (
        <button type="button" onClick={onRetry}>
          {say("again")}
        </button>
      )}
    </p>
  );
