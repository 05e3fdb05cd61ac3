import fc from "fast-check";
import { generate } from "mqtt-packet";
import { expect, test } from "vitest";
import { AnswerScanner } from "../../../firmware-sim/load/answer-scanner.ts";

const scanned = (pieces: readonly Uint8Array[]): string[] => {
  const seen: string[] = [];
  const scanner = new AnswerScanner({
    connack: (code) => seen.push(`connack ${code}`),
    puback: (id) => seen.push(`puback ${id}`),
    unexpected: (head) => seen.push(`unexpected ${head}`),
  });
  for (const piece of pieces) scanner.scan(piece, piece.length);
  return seen;
};

const answer = fc.oneof(
  fc.integer({ min: 1, max: 65_535 }).map((messageId) => ({
    bytes: generate({ cmd: "puback", messageId }),
    words: [`puback ${messageId}`],
  })),
  fc.constant({ bytes: generate({ cmd: "pingresp" }), words: [] }),
);

test("law: answers are read the same wherever the stream is cut", () => {
  fc.assert(
    fc.property(fc.array(answer), fc.array(fc.nat({ max: 40 })), (answers, cuts) => {
      const connack = generate({ cmd: "connack", returnCode: 0, sessionPresent: false });
      const bytes = Buffer.concat([connack, ...answers.map((each) => each.bytes)]);
      const edges = [0, ...cuts.filter((cut) => cut < bytes.length).toSorted((a, b) => a - b), bytes.length];
      const pieces = edges.slice(1).map((edge, index) => bytes.subarray(edges[index], edge));
      expect(scanned(pieces)).toEqual(["connack 0", ...answers.flatMap((each) => each.words)]);
    }),
  );
});

test("a packet that has no place here is told", () => {
  expect(scanned([generate({ cmd: "suback", messageId: 7, granted: [0] })])).toEqual(["unexpected 144"]);
});
