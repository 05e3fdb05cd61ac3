import { expect, test } from "vitest";
import { ProgressLine } from "../../../app/load-tool/progress-line.ts";

const screen = (parts: { readonly isTTY: boolean; readonly columns?: number }) => {
  const written: string[] = [];
  return { ...parts, written, write: (text: string) => written.push(text) };
};

test("elsewhere than on a terminal each progress is a line", () => {
  const stream = screen({ isTTY: false });
  const line = new ProgressLine(stream);
  line.show("one");
  line.show("two");
  line.end();
  expect(stream.written.join("")).toBe("one\ntwo\n");
});

test("on a terminal one line is written over, cut to its width, and left standing at the end", () => {
  const stream = screen({ isTTY: true, columns: 6 });
  const line = new ProgressLine(stream);
  line.show("twelve of them");
  line.show("two");
  line.end();
  line.end();
  expect(stream.written).toEqual(["\r\u001b[2Ktwelv", "\r\u001b[2Ktwo", "\n"]);
});
