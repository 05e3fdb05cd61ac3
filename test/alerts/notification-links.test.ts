import { describe, expect, test } from "vitest";
import { AcknowledgeLinks } from "../../alerts/notification/acknowledge-links.ts";
import { linkMsMax, usedLinksMax } from "../../alerts/notification/limits.ts";
import { openAcknowledgeLinks } from "../../app/acknowledge-links.ts";
import { emptyRows } from "../../telemetry/journal.ts";
import { idOf, NotificationStand, startMs, type TestAlarm } from "./notification-stand.ts";

const key = "a key of the tests, 32 characters";
const publicUrl = "https://noc.example.test/";
const subject = { alarm: "0123456789abcdef01234567", occurrence: 37, audience: "sms/north" };
const mains: TestAlarm = { at: "BPH0001/pwr", meaning: "feed-lost" };

const open = (): AcknowledgeLinks => new AcknowledgeLinks({ key, publicUrl });
const tokenOf = (links: AcknowledgeLinks, nowMs = startMs): string =>
  links.linkFor(subject, nowMs).replace("https://noc.example.test/a/", "");

describe("an acknowledge link", () => {
  test("says what it is for, and fits into a text message", () => {
    const links = open();
    const link = links.linkFor(subject, startMs);
    expect(link.length).toBeLessThan(110);
    expect(links.read(tokenOf(links), startMs)).toEqual({ kind: "valid", subject });
  });

  test("is the same when the same is asked again, as a replay does", () => {
    expect(open().linkFor(subject, startMs)).toBe(open().linkFor(subject, startMs));
  });

  test("expires", () => {
    const links = open();
    const token = tokenOf(links);
    expect(links.read(token, startMs + linkMsMax - 1)).toMatchObject({ kind: "valid" });
    expect(links.read(token, startMs + linkMsMax + 1_000)).toMatchObject({ kind: "expired" });
  });

  test("works once, also over a restart, and its use is forgotten when it would have expired", () => {
    const links = open();
    const token = tokenOf(links);
    const rows = emptyRows();
    links.use(rows, startMs, token);
    expect(links.read(token, startMs)).toEqual({ kind: "used", subject });
    const restarted = open();
    restarted.restore(rows.document);
    expect(restarted.read(token, startMs)).toEqual({ kind: "used", subject });
    const laterMs = startMs + linkMsMax + 1_000;
    restarted.use(rows, laterMs, tokenOf(restarted, laterMs));
    expect(restarted.used).toBe(1);
    expect(rows.document.filter(({ body }) => body === null)).toHaveLength(1);
  });

  test("I9: no more than usedLinksMax uses are remembered; further links are refused until those expire", () => {
    const links = open();
    links.restore(
      Array.from({ length: usedLinksMax }, (_, index) => ({
        kind: "used-acknowledge-link",
        id: String(index),
        changedAtMs: startMs,
        body: JSON.stringify({ expiresAtMs: startMs + 1_000 }),
      })),
    );
    const token = tokenOf(links);
    expect(links.read(token, startMs)).toEqual({ kind: "exhausted" });
    expect(links.read(token, startMs + 1_000)).toMatchObject({ kind: "valid" });
  });

  test.each([
    [
      "another character of the mac",
      (token: string) => `${token.slice(0, -2)}${token.at(-2) === "A" ? "B" : "A"}${token.at(-1)}`,
    ],
    ["another alarm", (token: string) => token.replace(/^0/, "1")],
    ["another occurrence", (token: string) => token.replace(".11.", ".12.")],
    ["a later end", (token: string) => token.replace(/\.(\w+)\.(?=[^.]+\.[^.]+$)/, ".zzzzzzzz.")],
    ["nothing", () => ""],
    ["other words", () => "hello"],
  ])("with %s is none", (_name, change) => {
    const links = open();
    const token = tokenOf(links);
    expect(change(token)).not.toBe(token);
    expect(links.read(change(token), startMs)).toEqual({ kind: "unknown" });
  });

  test("of another key is none", () => {
    const links = new AcknowledgeLinks({ key: key.toUpperCase(), publicUrl });
    expect(open().read(tokenOf(links), startMs)).toEqual({ kind: "unknown" });
  });
});

describe("the key", () => {
  test("is made once and kept as a document", () => {
    const first = openAcknowledgeLinks({ publicUrl, documents: [] });
    const rows = emptyRows();
    first.enterKey?.(rows, startMs);
    const second = openAcknowledgeLinks({ publicUrl, documents: rows.document });
    expect(rows.document).toHaveLength(1);
    expect(second.enterKey).toBeNull();
    expect(second.links?.linkFor(subject, startMs)).toBe(first.links?.linkFor(subject, startMs));
  });

  test("is not needed without a public address: there are no links", () => {
    const opened = openAcknowledgeLinks({ publicUrl: undefined, documents: [] });
    expect(opened).toEqual({ links: null, enterKey: null });
  });
});

describe("a notification", () => {
  test("carries a link for its audience while there is something to acknowledge", () => {
    const links = open();
    const stand = new NotificationStand({ links });
    const id = stand.raise(mains);
    stand.act(id, { kind: "acknowledge" });
    stand.clear(mains);
    expect(stand.heard.map(({ link }) => link !== null)).toEqual([true, false, false]);
    const token = stand.heard[0]?.link?.split("/a/")[1] ?? "";
    expect(links.read(token, startMs)).toEqual({
      kind: "valid",
      subject: { alarm: idOf(mains), occurrence: 1, audience: "noc" },
    });
  });

  test("has none without a public address", () => {
    const stand = new NotificationStand();
    stand.raise(mains);
    expect(stand.heard[0]?.link).toBeNull();
  });
});
