import { expect, test } from "vitest";
import { troubleText } from "../../../app/load-tool/load-texts.ts";
import type { LoadTrouble } from "../../../firmware-sim/load/load-trouble.ts";

const given = { url: "mqtt://127.0.0.1:1883", devices: "devices.json" };
const cases: readonly (readonly [LoadTrouble, string, RegExp])[] = [
  ["unreachable", "connect ECONNREFUSED", /^--url mqtt:.*ECONNREFUSED\n {4}fix: start the platform/],
  ["unreachable", "connect EMFILE", /^--sites: .*\n {4}fix: .*ulimit -n/],
  ["refused", "d1: refused with return code 4", /^--devices devices.json: d1.*\n {4}fix: .*device add/],
  ["refused", "d1: refused with return code 3", /^--url .*takes no devices now\n {4}fix: .*readyz/],
  ["late", "3 of 9 connections", /^--url .*\n {4}fix: try fewer --sites/],
  ["cut", "d1: the broker closed the connection", /^--url .*\n {4}fix: the platform's log/],
  ["protocol", "d1: an unexpected packet", /^--url .*no MQTT 3.1.1 broker\n {4}fix: name the port/],
  ["ended", "the load process ended early", /ended early/],
];

test.each(cases)("%s (%s) names the option and the fix", (trouble, message, text) => {
  expect(troubleText({ trouble, message }, given)).toMatch(text);
});
