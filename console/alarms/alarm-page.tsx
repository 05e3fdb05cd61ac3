import { useEffect } from "preact/hooks";
import type { AlarmView, BriefAlarmView, OneAlarmView } from "../../api/contract.ts";
import { board } from "../live/board.ts";
import { Age } from "../parts/age.tsx";
import { SeverityMark } from "../parts/severity-mark.tsx";
import { SiteLink } from "../parts/site-link.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { pagePaths } from "../paths.ts";
import { RequestRefused } from "../request/request.ts";
import { useLoaded } from "../request/use-loaded.ts";
import { localTime } from "../time/instant.ts";
import { type Bilingual, inLanguage, wordsOf } from "../words/words.ts";
import { ActBar } from "./act-bar.tsx";
import { keepAnswers, pendingIds } from "./act-desk.ts";
import { ActDialog } from "./act-dialog.tsx";
import { AlarmEvidence } from "./alarm-evidence.tsx";
import { isUnacknowledged } from "./alarm-facts.ts";
import { AlarmState } from "./alarm-state.tsx";
import { AlarmSymptoms } from "./alarm-symptoms.tsx";
import { alarmTicks } from "./alarm-ticks.ts";
import { AlarmTimeline } from "./alarm-timeline.tsx";
import { CausePath } from "./cause-path.tsx";
import { keepForecasts } from "./forecasts.ts";
import { headline } from "./headline.ts";
import { UndoNotice } from "./undo-notice.tsx";
import "./alarm-page.css";

const say = wordsOf({
  vi: {
    back: "Về danh sách cảnh báo",
    loading: "Đang tải…",
    missing: "Không có cảnh báo này trong phạm vi của bạn, hoặc đã quá hạn lưu.",
    cleared: "Đã hết lúc {at}",
    since: "Từ {at}, đã ",
    pending: "Đang gửi…",
    instruction: "Việc cần làm",
  },
  en: {
    back: "Back to the list of alarms",
    loading: "Loading…",
    missing: "There is no such alarm within your scope, or it is no longer kept.",
    cleared: "Cleared at {at}",
    since: "Since {at}, for ",
    pending: "Being sent…",
    instruction: "What to do",
  },
});

/** The alarm as the board has it, while it is active. */
const liveNow = (id: string): BriefAlarmView | undefined =>
  alarmTicks.value < 0 ? undefined : board.alarms.get(id);

/** The newest word about an alarm: the platform's answer, and what the stream has said since. */
const newest = (answer: AlarmView): AlarmView => {
  const live = liveNow(answer.id);
  if (live === undefined) return answer;
  return live.lastChanged.receivedAt >= answer.lastChanged.receivedAt ? { ...answer, ...live } : answer;
};

const Instruction = ({ text }: { readonly text: Bilingual | null }) => {
  if (text === null) return null;
  const steps = inLanguage(text)
    .split("\n")
    .filter((step) => step.trim() !== "");
  return (
    <section class="panel stack" aria-labelledby="instruction-title">
      <h2 id="instruction-title">{say("instruction")}</h2>
      <ol>
        {steps.map((step) => (
          <li key={step}>
            <bdi>{step}</bdi>
          </li>
        ))}
      </ol>
    </section>
  );
};

interface HeadProperties {
  readonly alarm: AlarmView;
  /** What to do stands below: the text, whose end says it too, is not repeated. */
  readonly isInstructed: boolean;
}

const Head = ({ alarm, isInstructed }: HeadProperties) => {
  const { severity, isCleared, lastRaised, lastCleared, text, site, node } = alarm;
  return (
    <div class="panel stack">
      <div class="bar">
        <SeverityMark
          severity={isCleared ? "cleared" : severity}
          flashes={isUnacknowledged(alarm)}
          withWord
        />
        <h1>
          <bdi>{headline(inLanguage(text))}</bdi>
        </h1>
      </div>
      <p class="bar">
        <span>
          <SiteLink site={site} /> · <bdi>{node}</bdi>
        </span>
        {isCleared && lastCleared !== null ? (
          <span>{say("cleared", { at: localTime(lastCleared.eventAt) })}</span>
        ) : (
          <span>
            {say("since", { at: localTime(lastRaised.eventAt) })}
            <Age at={lastRaised.eventAt} />
          </span>
        )}
        {pendingIds.value.has(alarm.id) && <em>{say("pending")}</em>}
      </p>
      {!isInstructed && (
        <p>
          <bdi>{inLanguage(text)}</bdi>
        </p>
      )}
      <ActBar alarms={[alarm]} />
    </div>
  );
};

const Whole = ({ answer }: { readonly answer: OneAlarmView }) => {
  const alarm = newest(answer);
  return (
    <>
      <Head alarm={alarm} isInstructed={answer.instruction !== null} />
      <div class="alarm-parts">
        <AlarmState alarm={alarm} />
        <Instruction text={answer.instruction} />
        <CausePath alarm={alarm} />
        <AlarmSymptoms alarm={alarm} />
        <AlarmEvidence alarm={alarm} />
        <AlarmTimeline alarm={alarm} />
      </div>
    </>
  );
};

/** An address that never was one of an alarm is as wrong as one of an alarm that is gone. */
const isMissing = (error: unknown): boolean =>
  error instanceof RequestRefused && [400, 404].includes(error.problem.status);

/** One alarm: what failed, what it takes along, what to do, and all that happened to it. */
export const AlarmPage = ({ parameters }: { readonly parameters: { readonly [name: string]: string } }) => {
  const id = parameters["id"] ?? "";
  const { state, reload } = useLoaded<OneAlarmView>(`/api/v1/alarms/${encodeURIComponent(id)}`);
  // The board forgets what has ended, and knows alarms in brief only: the platform knows all of them.
  useEffect(reload, [liveNow(id)?.lastChanged.receivedAt]);
  useEffect(keepAnswers, []);
  useEffect(keepForecasts, []);
  return (
    <>
      <p>
        <a href={pagePaths.alarms}>{say("back")}</a>
      </p>
      {state.kind === "loading" && <p class="quiet">{say("loading")}</p>}
      {state.kind === "failed" &&
        (isMissing(state.error) ? (
          <p role="alert">{say("missing")}</p>
        ) : (
          <Trouble error={state.error} onRetry={reload} />
        ))}
      {state.kind === "ready" && state.data.id === id && <Whole key={id} answer={state.data} />}
      <UndoNotice />
      <ActDialog />
    </>
  );
};
