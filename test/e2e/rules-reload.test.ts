import { expect, test } from "vitest";
import { until } from "../until.ts";
import { openHouse, serve } from "./house.ts";

const rule = (name: string): string =>
  `rules:\n  - { alert: ${name}, kind: state, metric: door.open, is: true, severity: minor, event_type: other, annotations: { summary: { vi: x, en: x }, action: { vi: x, en: x } } }\n`;

test("rules are read anew over the API and by SIGHUP; files with an error leave the old ones in force", async () => {
  const house = openHouse({ more: "rules: [mine.yaml]\n", files: { "mine.yaml": rule("first") } });
  const served = await serve(house);
  const names = async (): Promise<string> => (await served.ask("GET", "/api/v1/rules")).text;
  expect(await names()).toContain('"first"');

  house.write("mine.yaml", rule("second"));
  const reloaded = await served.ask("POST", "/api/v1/rules/reload");
  expect(reloaded).toMatchObject({ status: 200, body: { rules: expect.any(Number) } });
  expect(await names()).toContain('"second"');
  expect(await names()).not.toContain('"first"');

  house.write("mine.yaml", rule("third").replace("door.open", "door.opened"));
  const refused = await served.ask("POST", "/api/v1/rules/reload");
  expect(refused).toMatchObject({ status: 400, body: { code: "invalid-rules" } });
  expect(refused.text).toContain("is not in the metric dictionary");
  process.kill(served.pid, "SIGHUP");
  await until(() => expect(served.log()).toContain("the old ones stay in force"));
  expect(await names()).toContain('"second"');

  house.write("mine.yaml", rule("fourth"));
  process.kill(served.pid, "SIGHUP");
  await until(async () => expect(await names()).toContain('"fourth"'));
});
