import type { Command } from "commander";
import { z } from "zod";
import { type CommandOptions, parseOptions, withOptions } from "../command-options.ts";
import { everyItem, print } from "../output.ts";
import { type Ask, withPlatform } from "../platform-desk.ts";
import { WrongUse } from "../wrong-use.ts";

const credentialSchema = z.object({ id: z.string(), token: z.string(), site: z.string() });
const deviceSchema = z.object({ id: z.string(), site: z.string(), revokedAt: z.string().nullable() });
const addSchema = z.object({ all: z.boolean().default(false), id: z.string().optional() });

const credentialText = ({ id, token, site }: z.infer<typeof credentialSchema>): string =>
  `${id}  site ${site}  token ${token}`;

const addOne = async (ask: Ask, site: string, id: string | undefined) => {
  const { body } = await ask("POST", "/api/v1/devices", { site, ...(id === undefined ? {} : { id }) });
  return credentialSchema.parse(body);
};

const addAll = async (ask: Ask) => {
  const { body } = await ask("POST", "/api/v1/devices/all");
  return z.object({ items: z.array(credentialSchema) }).parse(body).items;
};

const add = async (site: string | undefined, given: unknown, options: CommandOptions): Promise<void> => {
  const { all, id } = addSchema.parse(given);
  if (all === (site !== undefined))
    throw new WrongUse("name one site, or use --all for every site that has no device");
  await withPlatform(options, async (ask) => {
    if (site === undefined) print(options, await addAll(ask), (made) => made.map(credentialText).join("\n"));
    else print(options, await addOne(ask, site, id), credentialText);
  });
};

const list = (options: CommandOptions): Promise<void> =>
  withPlatform(options, async (ask) => {
    const devices = await everyItem(ask, "/api/v1/devices", deviceSchema);
    print(options, devices, (items) =>
      items.map(({ id, site, revokedAt }) => `${id}  site ${site}${revokedAt ? "  revoked" : ""}`).join("\n"),
    );
  });

const revoke = (id: string, options: CommandOptions): Promise<void> =>
  withPlatform(options, async (ask) => {
    await ask("DELETE", `/api/v1/devices/${encodeURIComponent(id)}`);
    print(options, { id, revoked: true }, () => `${id} is revoked`);
  });

/** `device add|list|revoke`: what may connect. */
export const addDevice = (program: Command): void => {
  const device = program.command("device").description("devices and their tokens");
  withOptions(device.command("add [site]"))
    .description("provision a device; its token is shown this once")
    .option("--all", "one for each site that has none")
    .option("--id <id>", "device id (default: from the inventory, or the site's code)")
    .action((site: string | undefined, given: unknown) => add(site, given, parseOptions(given)));
  withOptions(device.command("list"))
    .description("list devices")
    .action((given: unknown) => list(parseOptions(given)));
  withOptions(device.command("revoke <id>"))
    .description("take a device's right to connect away")
    .action((id: string, given: unknown) => revoke(id, parseOptions(given)));
};
