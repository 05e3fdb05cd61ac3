import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { alarmLine, outageLine, presenceLine } from "../../../store/export/event-lines.ts";
import { retryAfterMsOf } from "../../../store/export/influx-client.ts";
import { escapeTag, lineOf } from "../../../store/export/line-protocol.ts";
import { ReadingLines } from "../../../store/export/reading-lines.ts";
import { isPastRetention } from "../../../store/export/verdict.ts";
import { deviceId } from "../../../telemetry/identifiers.ts";

/** Splits a line as InfluxDB does: a backslash guards what follows, and quotes count among the fields only. */
const split = (line: string): readonly string[] => {
  const parts: string[] = [""];
  let isQuoted = false;
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? "";
    if (character === " " && !isQuoted) {
      parts.push("");
      continue;
    }
    if (character === '"' && parts.length === 2) isQuoted = !isQuoted;
    parts[parts.length - 1] += character === "\\" ? `${character}${line[++at]}` : character;
  }
  return parts;
};

describe("laws of line protocol", () => {
  test("any text in a tag and a field is one line of three parts, and the tag comes back", () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(text, text, (tag, field) => {
        const line = lineOf({ measurement: "m", tags: { t: tag }, fields: { f: field }, time: "1" }) ?? "";
        expect(line).not.toMatch(/[\n\r]/);
        const [head = "", , time] = split(line);
        expect([split(line).length, time]).toEqual([3, "1"]);
        const kept = tag.replace(/[\n\r\t]/g, " ").replaceAll("\\", "/");
        expect(head.slice("m,t=".length).replace(/\\([, =])/g, "$1")).toBe(kept);
      }),
    );
  });

  test("every finite number is written so that it reads back the same", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer(), (value, tsMs) => {
        const lines = new ReadingLines();
        lines.name({ id: 0, site: "S", node: "n", metric: "m" });
        const [line = ""] = lines.of({
          series: Int32Array.of(0),
          tsMs: Float64Array.of(tsMs),
          value: Float64Array.of(value),
          lagMs: Int32Array.of(0),
        });
        const [, written, at] = /value=(\S+) (\S+)$/.exec(line) ?? [];
        expect([Number(written) === value, Number(at)]).toEqual([true, tsMs]);
      }),
    );
  });
});

test("what line protocol can't say is left out and counted", () => {
  const lines = new ReadingLines();
  lines.name({ id: 0, site: "S", node: "n", metric: "m" });
  const made = lines.of({
    series: Int32Array.of(0, 0, 7, 0),
    tsMs: Float64Array.of(1, 2, 3, 4),
    value: Float64Array.of(Number.NaN, Number.POSITIVE_INFINITY, 1, 2),
    lagMs: Int32Array.of(0, 0, 0, -2_147_483_648),
  });
  expect(made).toEqual(["reading,site=S,node=n,metric=m value=2,lag=-2147483648i 4"]);
  expect(lines.unwritable).toBe(3);
});

test("a backslash in a tag, which could not be told from an escape, becomes a slash", () => {
  expect(escapeTag("a\\, b\\")).toBe("a/\\,\\ b/");
});

describe("events as the page of formats shows them", () => {
  test("a change of an alarm", () => {
    const body = {
      ...{ type: "mains-lost", isCleared: false, text: { vi: "Mất điện lưới", en: "Mains lost" } },
      ...{ operatorState: "none", occurrenceCount: 1, maintenance: null, cause: null },
    };
    const line = alarmLine({
      ...{ sequence: 42, id: "t", alarm: "0a1b2c3d4e5f60718293a4b5", site: "BPH0123", node: "pwr" },
      ...{ event: "raised", severity: "major", eventAtMs: 1, recordedAtMs: 1_732_330_000_500 },
      body: JSON.stringify(body),
    });
    expect(line).toBe(
      'alarm,site=BPH0123,node=pwr,type=mains-lost,severity=major,event=raised alarm="0a1b2c3d4e5f60718293a4b5",sequence=42i,active=1i,text_vi="Mất điện lưới",text_en="Mains lost",operator_state="none",occurrences=1i 1732330000500000042',
    );
  });

  test("a row that is not to be understood has no line, and stops nothing", () => {
    const row = {
      ...{ sequence: 1, id: "t", alarm: "a", site: "S", node: "n", event: "raised" },
      ...{ severity: "major" as const, eventAtMs: 1, recordedAtMs: 1 },
    };
    expect([alarmLine({ ...row, body: "{}" }), alarmLine({ ...row, body: "not JSON" })]).toEqual([
      null,
      null,
    ]);
  });

  test("an outage that is over, and one that lasts", () => {
    const row = {
      ...{ id: "7f3a1c", subject: "site" as const, site: "BPH0123", node: null, causeClass: "power" },
      ...{ fromMs: 1_732_330_000_000, toMs: 1_732_333_600_000, changedAtMs: 1 },
      body: JSON.stringify({ confirmedBy: "alarm" }),
    };
    expect(outageLine(row)).toBe(
      'outage,site=BPH0123,subject=site id="7f3a1c",cause_class="power",confirmed_by="alarm",open=0i,to=1732333600000i,minutes=60 1732330000000521121',
    );
    expect(outageLine({ ...row, toMs: null })).toContain(",open=1i 1732330000000521121");
  });

  test("presence, and none for a device that was forgotten", () => {
    const row = { device: deviceId("BPH0123-ctl"), changedAtMs: 1_732_330_000_000 };
    const body = { site: "BPH0123", online: true, session: 7, periodSeconds: 60, firmware: "1.4.2" };
    expect(presenceLine({ ...row, body: JSON.stringify(body) })).toBe(
      'presence,site=BPH0123,device=BPH0123-ctl online=1i,session=7i,period=60i,firmware="1.4.2" 1732330000000000000',
    );
    expect(presenceLine({ ...row, body: "null" })).toBeNull();
  });
});

test("Retry-After is seconds or a date, never milliseconds", () => {
  expect(retryAfterMsOf("120", 0)).toBe(120_000);
  expect(retryAfterMsOf("Thu, 01 Jan 1970 00:01:00 GMT", 20_000)).toBe(40_000);
  expect([retryAfterMsOf("soon", 0), retryAfterMsOf(undefined, 0)]).toEqual([null, null]);
});

test("only a refusal of all lines for their age is one of retention", () => {
  const message = "partial write: points beyond retention policy dropped=5";
  expect([isPastRetention(message, 5), isPastRetention(message, 6)]).toEqual([true, false]);
  expect(isPastRetention("partial write: field type conflict dropped=5", 5)).toBe(false);
});
