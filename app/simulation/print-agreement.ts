import { type Agreement, shareWanted } from "./agreement.ts";

const minutes = (value: number): string => value.toFixed(1).padStart(12);

/** How the ledger agrees with the truth, as a table for people; `within` is the difference that is wanted at most. */
export const printAgreement = ({ rows, worst }: Agreement, within = shareWanted): string =>
  [
    "cause              true      ledger   apart",
    ...rows
      .filter(({ trueMinutes, ledgerMinutes }) => trueMinutes + ledgerMinutes > 0)
      .map(
        (row) =>
          `${row.causeClass.padEnd(12)}${minutes(row.trueMinutes)}${minutes(row.ledgerMinutes)}${(row.difference * 100).toFixed(2).padStart(7)} %`,
      ),
    `worst: ${(worst * 100).toFixed(2)} % (minutes of nodes; wanted: at most ${within * 100} %)`,
  ].join("\n");

/** The true minutes by cause in one line. */
export const lostText = (lostNodeMinutes: Readonly<Record<string, number>>): string => {
  const lost = Object.entries(lostNodeMinutes).map(([cause, minutes]) => `${cause} ${minutes.toFixed(1)}`);
  return `lost minutes of nodes: ${lost.join(", ") || "none"}`;
};
