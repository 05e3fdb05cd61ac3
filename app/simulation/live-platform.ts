import { z } from "zod";
import { causeClasses } from "../../alerts/outages/outage.ts";
import type { PlannedWindow } from "../../firmware-sim/scenarios/world-plan.ts";
import { WrongUse } from "../wrong-use.ts";
import type { agreementOf } from "./agreement.ts";

type LedgerOutage = Parameters<typeof agreementOf>[1][number];

const instant = z.iso.datetime().transform((text) => Date.parse(text));

const outagePage = z.object({
  items: z.array(
    z.object({
      site: z.string(),
      node: z.string().nullable(),
      from: instant,
      to: instant.nullable(),
      class: z.enum(causeClasses),
    }),
  ),
  next: z.string().nullable(),
});

const problem = z.object({ detail: z.string() });
const answerMsMax = 30_000;
const pageItems = 1000;

/** Name of the environment variable with the API key of a live run. */
export const apiKeyName = "TRAMCANH_API_KEY";

/** What a live run asks of the platform that it is played against. */
export class LivePlatform {
  readonly #url: string;
  readonly #key: string;

  /** Throws WrongUse when the address is none or there is no key. */
  constructor(url: string, key: string | undefined) {
    if (!/^https?:$/.test(URL.parse(url)?.protocol ?? "")) {
      throw new WrongUse(
        `--api ${url} is no address; write http://HOST:PORT, as the ready line of the platform says`,
      );
    }
    if (key === undefined || key === "") {
      throw new WrongUse(
        `--api needs an API key of the role noc-operator or admin in the environment: ${apiKeyName}=tck_…\n    fix: make one with POST /api/v1/api-keys, see docs/formats/http-api.md`,
      );
    }
    this.#url = url;
    this.#key = key;
  }

  /** Enters maintenance windows; answers their ids. */
  async plan(windows: readonly PlannedWindow[], name: string): Promise<readonly string[]> {
    const ids: string[] = [];
    for (const { fromMs, toMs, sites } of windows) {
      const period = { kind: "once", from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() };
      const body = {
        name: `Scenario ${name}`,
        reason: "planned work of the scenario",
        scope: { sites },
        period,
      };
      const made = await this.#ask("POST", "/api/v1/maintenance-windows", body);
      ids.push(z.object({ id: z.string() }).parse(made).id);
    }
    return ids;
  }

  /** Takes windows away again, those that are gone already too. */
  async cancel(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.#ask("DELETE", `/api/v1/maintenance-windows/${id}`);
  }

  /** The ledger's outages with a part in this time. */
  async outages(fromMs: number, toMs: number): Promise<readonly LedgerOutage[]> {
    const span = `from=${new Date(fromMs).toISOString()}&to=${new Date(toMs).toISOString()}&limit=${pageItems}`;
    const found: LedgerOutage[] = [];
    let cursor: string | null = "";
    while (cursor !== null) {
      const more: string = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
      const page = outagePage.parse(await this.#ask("GET", `/api/v1/outages?${span}${more}`));
      for (const { site, node, from, to, class: causeClass } of page.items) {
        found.push({ site, node, fromMs: from, toMs: to, causeClass });
      }
      cursor = page.next;
    }
    return found;
  }

  async #ask(method: string, path: string, body?: object): Promise<unknown> {
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const type: Record<string, string> = body === undefined ? {} : { "content-type": "application/json" };
    let response: Response;
    try {
      response = await fetch(new URL(path, this.#url), {
        method,
        ...sent,
        headers: { authorization: `Bearer ${this.#key}`, ...type },
        signal: AbortSignal.timeout(answerMsMax),
      });
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(
        `--api ${this.#url}: ${why}\n    fix: start the platform, or name the address of its ready line`,
      );
    }
    const text = await response.text();
    if (response.ok || (method === "DELETE" && response.status === 404))
      return text === "" ? null : JSON.parse(text);
    throw new Error(`--api ${this.#url}: ${method} ${path}: ${response.status} ${this.#reason(text)}`);
  }

  #reason(text: string): string {
    try {
      return problem.parse(JSON.parse(text)).detail;
    } catch {
      return text.slice(0, 200);
    }
  }
}
