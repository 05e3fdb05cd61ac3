import { z } from "zod";
import { type ControllerLimits, defaultControllerLimits } from "../controller/controller-state.ts";
import type { PublishAction } from "../controller/deliveries.ts";
import type { Encode, EncodedMessage } from "./dialect.ts";
import { nativeMessage } from "./native.ts";
import { encodeTelegraf } from "./telegraf.ts";
import { encodeThingsBoard } from "./thingsboard.ts";

/** How simulated devices speak; only native ones announce sessions and leave a will. */
export const dialectNames = ["native", "thingsboard", "telegraf"] as const;
/** One of `dialectNames`. */
export type DialectName = (typeof dialectNames)[number];

const encoders: Readonly<Record<Exclude<DialectName, "native">, Encode>> = {
  thingsboard: encodeThingsBoard,
  telegraf: encodeTelegraf,
};

const keptEntry = z
  .object({
    ts: z.number(),
    seq: z.number(),
    values: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  })
  .transform(({ ts, seq, values }) => ({ tsMs: ts, sequence: seq, values }));

const keptEntries = z.union([keptEntry.transform((entry) => [entry]), z.array(keptEntry)]);

/** Puts what a device has kept, which is in the native form, into its dialect. */
export const messageIn = (
  dialect: DialectName,
  { site, controller }: { readonly site: string; readonly controller: string },
  { node, payload }: Pick<PublishAction, "node" | "payload">,
): EncodedMessage =>
  dialect === "native"
    ? nativeMessage(site, node, payload)
    : encoders[dialect]({ site, node, controller, samples: keptEntries.parse(JSON.parse(payload)) });

/**
 * The limits of a device that speaks a dialect. Its backlog is counted in native bytes and entries, of which the other
 * dialects make more: a key for each value says the node, each measurement is an entry of its own.
 */
export const limitsIn = (dialect: DialectName): ControllerLimits => {
  switch (dialect) {
    case "native":
      return defaultControllerLimits;
    case "thingsboard":
      return { ...defaultControllerLimits, backlogPayloadBytesMax: 32 * 1024 };
    case "telegraf":
      return { ...defaultControllerLimits, backlogEntriesMax: 30, backlogPayloadBytesMax: 16 * 1024 };
  }
};
