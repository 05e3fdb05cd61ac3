import type { RuleCheckView } from "../../api/contract.ts";
import { Trouble } from "../parts/trouble.tsx";
import { wordsOf } from "../words/words.ts";
import type { RuleChecking } from "./use-rule-check.ts";

const say = wordsOf({
  vi: {
    checking: "Đang kiểm tra…",
    good: "Đúng: {rules} quy tắc sẽ có hiệu lực.",
    tested: "{tests} phép thử trong tệp đều đạt.",
    errors: "{count} chỗ sai: bấm để tới đó",
    place: "dòng {line}, cột {column}",
    file: "tệp {name}",
    failed: "Phép thử “{test}” không đạt lúc {at}: mong {expected}, được {got}.",
  },
  en: {
    checking: "Checking…",
    good: "Right: {rules} {rules|rule|rules} would be in force.",
    tested: "{tests|The one test|All tests} of the file {tests|passes|pass}: {tests}.",
    errors: "{count} {count|thing is wrong: press it|things are wrong: press one} to go there",
    place: "line {line}, column {column}",
    file: "file {name}",
    failed: "Test “{test}” fails at {at}: expected {expected}, got {got}.",
  },
});

type RuleFault = RuleCheckView["errors"][number];

interface FaultProperties {
  readonly fault: RuleFault;
  readonly onGo: (line: number, column: number) => void;
}

const FaultLine = ({ fault, onGo }: FaultProperties) => {
  const { name, path, line, column, message, fix } = fault;
  const words = (
    <>
      {path !== "" && <code>{path}</code>} {message}. {fix}
    </>
  );
  if (line === null || column === null) {
    return (
      <li>
        {say("file", { name })}: {words}
      </li>
    );
  }
  return (
    <li>
      <button type="button" onClick={() => onGo(line, column)}>
        {say("place", { line, column })}
      </button>{" "}
      {words}
    </li>
  );
};

interface Properties {
  readonly checking: RuleChecking;
  readonly onGo: (line: number, column: number) => void;
}

/** What the check says of the text: right, or each thing that is wrong with the place to go to. */
export const RuleProblems = ({ checking: { check, isCurrent, trouble }, onGo }: Properties) => {
  if (trouble !== null) return <Trouble error={trouble} />;
  return (
    <div role="status" class="rule-problems stack">
      {!isCurrent && <p class="quiet">{say("checking")}</p>}
      {isCurrent && check?.ok && (
        <p class="quiet">
          {say("good", { rules: check.rules ?? 0 })}{" "}
          {check.tests > 0 && say("tested", { tests: check.tests })}
        </p>
      )}
      {check !== null && check.errors.length > 0 && (
        <>
          <p>
            <strong>{say("errors", { count: check.errors.length })}</strong>
          </p>
          <ul>
            {check.errors.map((fault) => (
              <FaultLine key={`${fault.line} ${fault.path} ${fault.message}`} fault={fault} onGo={onGo} />
            ))}
          </ul>
        </>
      )}
      {check?.failures.map((failure) => (
        <p key={`${failure.test} ${failure.at}`}>
          <strong>{say("failed", failure)}</strong>
        </p>
      ))}
    </div>
  );
};
