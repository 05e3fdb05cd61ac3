import { noteCharactersMax, outageCorrectionsMax } from "../limits.ts";
import { OutageRequestError } from "./errors.ts";
import type { CauseClass, Outage, OutageCorrection } from "./outage.ts";

/** What a person says of an outage. */
export interface CorrectionRequest {
  readonly id: string;
  readonly causeClass: CauseClass;
  readonly reason: string;
  readonly actor: string;
  /** The outage as the journal has it; used when the ledger no longer keeps it in memory. */
  readonly stored?: Outage;
}

/** The outage after a change of its class, with both values in its history. */
export const corrected = (outage: Outage, correction: Omit<OutageCorrection, "before">): Outage => ({
  ...outage,
  causeClass: correction.after,
  confirmedBy: correction.by,
  corrections: [...outage.corrections, { ...correction, before: outage.causeClass }],
});

/** Refuses a correction that can't be made: OutageRequestError with what is wrong and how to mend it. */
export const demandCorrectable = (outage: Outage, { causeClass, reason }: CorrectionRequest): void => {
  const refuse = (code: OutageRequestError["code"], message: string): never => {
    throw new OutageRequestError(code, message);
  };
  if (reason.trim() === "")
    refuse("outage-reason-missing", "A correction needs a reason: say in a sentence how you know.");
  if (reason.length > noteCharactersMax)
    refuse(
      "outage-reason-too-long",
      `The reason has ${reason.length} characters, at most ${noteCharactersMax} are kept: shorten it.`,
    );
  if (outage.confirmedBy === "operator" && outage.causeClass === causeClass)
    refuse("outage-class-unchanged", `Outage ${outage.id} is "${causeClass}" by an operator's word already.`);
  if (outage.corrections.length >= outageCorrectionsMax)
    refuse(
      "outage-corrections-full",
      `Outage ${outage.id} was corrected ${outageCorrectionsMax} times (outageCorrectionsMax): its class stays.`,
    );
};
