import { StartRefused } from "../start-refused.ts";
import { Evaluation, type EvaluationRules } from "./evaluation.ts";
import { RecordingReader, type RecordingSource } from "./read-recording.ts";
import { type EvaluationReport, makeReport } from "./report.ts";
import { timeText } from "./sight.ts";

/** A recording and what it is held against. */
export interface EvaluationPlan extends EvaluationRules {
  readonly source: RecordingSource;
}

const nothingIn = (path: string): StartRefused =>
  new StartRefused([
    {
      file: path,
      path: "",
      value: null,
      message: "the recording has no rows",
      fix: "give a file with at least one row below the header",
    },
  ]);

/**
 * Plays a recording through the rules and the whole alarm system on a virtual clock. Memory is bounded whatever the
 * length of the file. Throws StartRefused with what is wrong with the file.
 */
export const evaluateRecording = async (plan: EvaluationPlan): Promise<EvaluationReport> => {
  const evaluation = new Evaluation(plan);
  const reader = new RecordingReader(plan.source);
  for await (const event of reader.events()) evaluation.follow(event);
  const { span } = evaluation;
  if (span === null || reader.kind === null) throw nothingIn(plan.source.path);
  evaluation.finish();
  const { outOfRange, behind, refused } = evaluation.figures();
  return makeReport(evaluation, {
    recording: {
      file: plan.source.path,
      kind: reader.kind,
      rows: reader.rows,
      from: timeText(span[0]),
      to: timeText(span[1]),
      sites: evaluation.sites.size,
      sitesUnknown: [...evaluation.sites].filter((code) => plan.inventory.site(code) === null).length,
      outOfOrder: reader.outOfOrder,
      outOfRange,
      behind,
    },
    rules: plan.rules.length,
    refused,
    span,
  });
};
