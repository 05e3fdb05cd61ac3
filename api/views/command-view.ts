import { z } from "zod";
import { commandStates, type DeviceCommand } from "../../ingest/commands/device-command.ts";
import { instantView, iso, isoOrNull } from "./instant.ts";

/** A command as the API gives it. */
export const commandView = z.object({
  id: z.string(),
  device: z.string(),
  site: z.string(),
  node: z.string(),
  command: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  state: z.enum(commandStates),
  askedBy: z.string(),
  askedAt: instantView,
  expiresAt: instantView,
  sentAt: instantView.nullable().describe("when it first went out; null while the device does not listen"),
  endedAt: instantView.nullable().describe("when the reply came, or its time was over"),
  error: z.string().nullable().describe("why the device refused it, in its own words"),
});

/** A command as answers give it. */
export type CommandView = z.output<typeof commandView>;

/** The command as the API gives it. */
export const presentCommand = (command: DeviceCommand): z.output<typeof commandView> => {
  const { id, device, site, node, name, args, state, askedBy, error } = command;
  return {
    ...{ id, device, site, node, command: name, arguments: args, state, askedBy },
    askedAt: iso(command.askedAtMs),
    expiresAt: iso(command.expiresAtMs),
    sentAt: isoOrNull(command.sentAtMs),
    endedAt: isoOrNull(command.endedAtMs),
    error,
  };
};
