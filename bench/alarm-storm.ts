import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { z } from "zod";
import { PreparedDevice, type PreparedMessage } from "./prepared-device.ts";
import { adminPassword, startServe } from "./serve-child.ts";
import { makeWorkplace, type WorkplaceParts } from "./workplace.ts";

const sites = 200;
const stationsPerSite = 49;
const stormMs = 1_000;
const giveUpMs = 30_000;
const pageItems = 1_000;
const pollMs = 20;

/** What a storm took; ms from its first message on. */
export interface StormFigures {
  readonly alarms: number;
  readonly sentMs: number;
  /** Every message has its PUBACK: its alarm is on disk. */
  readonly recordedMs: number;
  /** Every base station's alarm is told to follow from the mains of its site. */
  readonly correlatedMs: number;
  readonly listedMs: number;
}

const parts: WorkplaceParts = {
  nodesOf: (site) => [
    `  - { site: ${site}, code: pwr, kind: power }`,
    ...Array.from(
      { length: stationsPerSite },
      (_none, index) =>
        `  - { site: ${site}, code: bts-${index}, kind: bts, technology: 4G, operator: VTL, poweredBy: pwr }`,
    ),
  ],
  rules: "rules:\n  - { alert: mains-lost, for: 0s }\n  - { alert: bts-down, for: 0s }\n",
};

const page = z.object({ items: z.array(z.object({ id: z.string() })) });
const counts = z.object({
  active: z.object({ shown: z.number(), hidden: z.number(), suppressed: z.number() }),
});

/** Asks the API as the administrator. */
const logIn = async (http: string): Promise<Ask> => {
  const answer = await fetch(`${http}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ username: "admin", password: adminPassword }),
  });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";", 1);
  return (path) => fetch(`${http}${path}`, { headers: { cookie } });
};

type Ask = (path: string) => Promise<Response>;

/** Reads all active alarms from a cursor on, as the console does: each page is asked for while the one before is read. */
const readList = async (ask: Ask, ids: Set<string>, cursor: string | null = null): Promise<void> => {
  const after = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
  const answer = await ask(`/api/v1/alarms?brief=true&limit=${pageItems}${after}`);
  const next = answer.headers.get("next-cursor");
  const reading = answer.json().then((body) => {
    for (const { id } of page.parse(body).items) ids.add(id);
  });
  await Promise.all([reading, next === null ? null : readList(ask, ids, next)]);
};

const told = z.object({ items: z.array(z.object({ alarm: z.object({ id: z.string() }) })) });

/** Enters each alarm that changes from now on; gives back how to stop. */
const followChanges = async (ask: Ask, ids: Set<string>): Promise<() => void> => {
  const { body } = await ask("/api/v1/stream?brief=true&events=alarm");
  if (body === null) throw new Error("the stream has no body");
  const lines = createInterface({ input: Readable.fromWeb(body) });
  lines.on("line", (line) => {
    if (!line.startsWith('data: {"items":')) return;
    for (const { alarm } of told.parse(JSON.parse(line.slice("data: ".length))).items) ids.add(alarm.id);
  });
  return () => lines.close();
};

/**
 * Reads the list once, beside the stream, as the console does: an alarm that changes meanwhile moves before the page
 * that is read, and the stream tells of it.
 */
const readAll = async (ask: Ask, wanted: number): Promise<number> => {
  const ids = new Set<string>();
  const stop = await followChanges(ask, ids);
  await readList(ask, ids);
  const endMs = performance.now() + giveUpMs;
  while (ids.size < wanted && performance.now() < endMs) await wait(pollMs);
  stop();
  return ids.size;
};

/** Waits until so many alarms are active, and so many of them suppressed as symptoms. */
const reached = async (ask: Ask, wanted: { readonly active: number; readonly suppressed: number }) => {
  const endMs = performance.now() + giveUpMs;
  for (;;) {
    const { active } = counts.parse(await (await ask("/api/v1/alarms/counts")).json());
    if (active.shown + active.hidden >= wanted.active && active.suppressed >= wanted.suppressed) return true;
    if (performance.now() > endMs) return false;
    await wait(pollMs);
  }
};

const wait = (delayMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, delayMs));

/** What a site says: its mains are lost, then one base station after the other. */
const messagesOf = (site: string): readonly PreparedMessage[] => [
  { topic: `sites/${site}/pwr/telemetry`, payload: '{"values":{"mains.present":false}}' },
  ...Array.from({ length: stationsPerSite }, (_none, station) => ({
    topic: `sites/${site}/bts-${station}/telemetry`,
    payload: '{"values":{"bts.up":false}}',
  })),
];

/** Lets all devices tell one message after the other, spread over the second. */
const send = async (devices: readonly PreparedDevice[], startMs: number): Promise<number> => {
  const messages = stationsPerSite + 1;
  for (let message = 1; message <= messages; message++) {
    for (const device of devices) device.sendNext();
    await wait(Math.max(0, startMs + (message * stormMs) / messages - performance.now()));
  }
  return performance.now() - startMs;
};

/** Raises 10,000 alarms within a second at the real `serve`, and waits until each is on disk, explained and listed. */
export const measureStorm = async (): Promise<StormFigures> => {
  const alarms = sites * (stationsPerSite + 1);
  const workplace = makeWorkplace(sites, "", parts);
  const serve = await startServe(workplace);
  const devices: PreparedDevice[] = [];
  try {
    for (const credential of workplace.devices) {
      devices.push(await PreparedDevice.connect(serve.ready.port, credential, messagesOf(credential.site)));
    }
    const ask = await logIn(serve.ready.http);
    const startMs = performance.now();
    const sentMs = await send(devices, startMs);
    await Promise.all(devices.map(({ acknowledged }) => acknowledged));
    const recordedMs = performance.now() - startMs;
    const since = (): number => performance.now() - startMs;
    await reached(ask, { active: alarms, suppressed: 0 });
    const wanted = { active: alarms, suppressed: sites * stationsPerSite };
    // Side by side: how long the list takes to read says nothing of when the causes were known.
    const [correlatedMs, list] = await Promise.all([
      reached(ask, wanted).then((isExplained) => (isExplained ? since() : Number.POSITIVE_INFINITY)),
      readAll(ask, alarms).then((listed) => ({ alarms: listed, listedMs: since() })),
    ]);
    return { ...list, sentMs, recordedMs, correlatedMs };
  } finally {
    for (const device of devices) device.close();
    await serve.stop();
    workplace.remove();
  }
};
