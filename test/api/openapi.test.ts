import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { defaultApiLimits } from "../../api/limits.ts";
import { bearer, sharedHouse } from "./house.ts";

const page = readFileSync(new URL("../../docs/formats/http-api.md", import.meta.url), "utf8");

describe("the description of the API", () => {
  const shared = sharedHouse();

  it("is OpenAPI 3.1 and names every resource with parameters and answers", async () => {
    const headers = bearer(await shared.current.key("regulator"));
    const answer = await shared.current.api.inject({ url: "/api/openapi.json", headers });
    const document = answer.json();
    expect(document.openapi).toBe("3.1.0");
    const described = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(Object(methods)).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const routes = shared.current.api.routeNames
      .filter((name) => name.includes("/api/v1/"))
      .map((name) => name.replaceAll(/:(\w+)/g, "{$1}"));
    expect(described).toEqual(expect.arrayContaining(routes));
    const readings = document.paths["/api/v1/readings"].get;
    expect(readings.parameters.map(({ name }: { name: string }) => name)).toEqual(
      expect.arrayContaining([
        "site",
        "node",
        "metric",
        "from",
        "to",
        "step",
        "aggregate",
        "limit",
        "cursor",
      ]),
    );
    expect(JSON.stringify(readings.responses["200"])).toContain("receivedAt");
  });

  it("page: lists every route, and every limit with its number", () => {
    for (const route of shared.current.api.routeNames) {
      if (!route.includes("/api/v1/")) continue;
      const [method, path] = route.split(" ");
      expect(page).toContain(`\`${method} ${path?.replaceAll(/:(\w+)/g, "{$1}")}\``);
    }
    const documented = page
      .split("\n")
      .flatMap((line) => [...line.matchAll(/^\| `(\w+)` \| ([\d,]+) \|/g)])
      .map(([, name, number]) => [name, Number(number?.replaceAll(",", ""))]);
    expect(Object.fromEntries(documented)).toEqual(defaultApiLimits);
  });
});

describe("the page", () => {
  const shared = sharedHouse();

  it("is served open, with a policy that lets nothing foreign in", async () => {
    const answer = await shared.current.api.inject("/");
    expect(answer.statusCode).toBe(200);
    expect(answer.headers["content-type"]).toContain("text/html");
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'self'");
    expect(policy).not.toContain("unsafe");
    expect(policy).not.toMatch(/https?:/);
    expect(answer.headers["x-frame-options"]).toBe("DENY");
    expect((await shared.current.api.inject("/assets/page.js")).statusCode).toBe(200);
    expect((await shared.current.api.inject("/tramcanh.duckdb")).statusCode).toBe(404);
    expect((await shared.current.api.inject("/../package.json")).statusCode).toBe(404);
  });
});

describe("metrics", () => {
  const shared = sharedHouse({
    context: {
      figures: [
        { name: "tramcanh_messages_total", help: "Messages", kind: "counter", read: () => 42 },
        {
          name: "tramcanh_quarantined_total",
          help: "Quarantined",
          kind: "counter",
          labels: ["reason"],
          read: () => [{ labels: { reason: "not-json" }, value: 2 }],
        },
      ],
    },
  });

  it("are Prometheus text, read when they are scraped", async () => {
    const headers = bearer(await shared.current.key("noc-operator"));
    await shared.current.deviceAlarm("VTL1/pwr", "lamp-failure");
    const scrape = () => shared.current.api.inject({ url: "/metrics", headers });
    await scrape();
    const answer = await scrape();
    expect(answer.headers["content-type"]).toContain("text/plain");
    const lines = answer.body.split("\n");
    expect(lines).toEqual(
      expect.arrayContaining([
        "tramcanh_messages_total 42",
        'tramcanh_quarantined_total{reason="not-json"} 2',
        'tramcanh_alarms_active{severity="major"} 1',
        'tramcanh_alarms_active{severity="critical"} 0',
        "tramcanh_store_available 1",
        "tramcanh_streams_open 0",
        "tramcanh_series 0",
      ]),
    );
    expect(answer.body).toContain("process_cpu_seconds_total");
    for (const line of lines.filter((text) => /^# TYPE tramcanh_\w+ counter/.test(text))) {
      expect(line).toMatch(/_total counter$/);
    }
  });

  it("I9: count every answer by its status, refusals among them", async () => {
    const { api, key } = shared.current;
    const headers = bearer(await key("noc-operator"));
    const refusals = async (): Promise<string | undefined> => {
      const { body } = await api.inject({ url: "/metrics", headers });
      return body.split("\n").find((line) => line.startsWith('tramcanh_http_answers_total{status="413"}'));
    };
    expect(await refusals()).toBeUndefined();
    const payload = { username: "a".repeat(2 ** 20), password: "b" };
    const answer = await api.inject({ method: "POST", url: "/api/v1/session", payload });
    expect(answer.statusCode).toBe(413);
    expect(await refusals()).toBe('tramcanh_http_answers_total{status="413"} 1');
  });
});
