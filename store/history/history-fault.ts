import { HistoryUnavailable } from "../../telemetry/reading-history.ts";
import { InfluxFault } from "../export/influx-client.ts";

// The words go to whoever asked over the API; addresses are in the cause, for the log.
const answered = (fault: InfluxFault, status: number): HistoryUnavailable => {
  const said = `InfluxDB answers ${status}: ${fault.message}`;
  const retryAfterSeconds = fault.retryAfterMs === null ? null : Math.ceil(fault.retryAfterMs / 1_000);
  const options = { cause: fault, retryAfterSeconds };
  if (status === 401 || status === 403)
    return new HistoryUnavailable("token", `${said}; give a token that may read the bucket`, options);
  if (status === 404)
    return new HistoryUnavailable(
      "bucket",
      `${said}; mend organization and bucket of the configuration`,
      options,
    );
  if (status === 429 || status === 503)
    return new HistoryUnavailable("busy", `${said}; ask again later`, options);
  return new HistoryUnavailable("failed", said, options);
};

/** What stopped a question to InfluxDB, in words that say what to do; what is no fault of InfluxDB stays as it is. */
export const historyFaultOf = (error: unknown): unknown => {
  if (!(error instanceof InfluxFault)) return error;
  if (error.status !== null) return answered(error, error.status);
  return new HistoryUnavailable(
    "unreachable",
    "InfluxDB can't be reached, or broke off: see that it runs and that address, network and certificate are right",
    { cause: error },
  );
};

/** An answer that is not one to the question. */
export const answerDamaged = (what: string): HistoryUnavailable =>
  new HistoryUnavailable(
    "answer-damaged",
    `InfluxDB's answer can't be used: ${what}; see that it is InfluxDB 2 and that nobody else writes readings into the bucket`,
  );

/** A question that InfluxDB did not answer to the end in its time. */
export const answerLate = (historyQueryMsMax: number): HistoryUnavailable =>
  new HistoryUnavailable(
    "silent",
    `InfluxDB sent nothing for ${historyQueryMsMax} ms: look at its load, or ask for a shorter range`,
  );
