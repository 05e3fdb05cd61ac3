import { randomBytes } from "node:crypto";
import { z } from "zod";
import { TooManyCommands } from "../../ingest/commands/command-desk.ts";
import { commandLimits } from "../../ingest/commands/limits.ts";
import { controllerNode } from "../../inventory/controller-node.ts";
import { type DeviceId, deviceId, isCode, nodeCode, type SiteCode } from "../../telemetry/identifiers.ts";
import { metricNamed } from "../../telemetry/metrics.ts";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import { deskRoles, staffRoles } from "../identity/role.ts";
import { Sight } from "../identity/sight.ts";
import { orderedBy, pageByKey } from "../paging.ts";
import { commandView, presentCommand } from "../views/command-view.ts";

const params = z.strictObject({ id: z.string().refine(isCode, "not a device id").transform(deviceId) });

const lifeSecondsDefault = 300;

const life = (msMax: number) =>
  z
    .int()
    .min(1)
    .max(msMax / 1000)
    .default(lifeSecondsDefault)
    .describe("the command is void after so many seconds");

const shared = {
  node: z
    .string()
    .refine(isCode, "not a node's code")
    .transform(nodeCode)
    .optional()
    .describe("whose command topic it goes to; left out: the site's controller"),
  expiresInSeconds: life(commandLimits.commandLifeMsMax),
};

const nothing = z.strictObject({}).default({});
const period = z.int().min(1).max(86_400).describe("seconds");
const numberMetric = z
  .string()
  .refine((name) => metricNamed(name)?.kind === "number", "no metric of the dictionary that is a number");
const band = z
  .strictObject({ low: z.number().optional(), high: z.number().optional() })
  .refine(({ low, high }) => low !== undefined || high !== undefined, "give low, high or both")
  .refine(({ low = -Infinity, high = Infinity }) => low < high, "low must be below high");

const configuration = z
  .strictObject({
    period: period.optional(),
    deadBands: z.record(numberMetric, z.number().positive()).optional(),
    limits: z.record(numberMetric, band).optional(),
  })
  .refine((given) => Object.keys(given).length > 0, "give period, deadBands or limits");

/** What the platform knows how to ask; the form of each is in docs/formats/mqtt.md. */
const body = z.discriminatedUnion("command", [
  z.strictObject({ ...shared, command: z.literal("start-generator"), arguments: nothing }),
  z.strictObject({ ...shared, command: z.literal("stop-generator"), arguments: nothing }),
  z.strictObject({
    ...shared,
    command: z.literal("open-door"),
    arguments: nothing,
    expiresInSeconds: life(commandLimits.doorCommandLifeMsMax),
  }),
  z.strictObject({ ...shared, command: z.literal("set-period"), arguments: z.strictObject({ period }) }),
  z.strictObject({ ...shared, command: z.literal("configure"), arguments: configuration }),
  z.strictObject({ ...shared, command: z.literal("reboot"), arguments: nothing }),
]);

/** The site of a device in sight whose owner is in scope: a tenant sees the site, but the controller is its owner's. */
const siteOf = ({ devices, inventory }: ApiContext, { scope }: Principal, id: DeviceId): SiteCode => {
  const site = devices.find(id)?.site ?? null;
  const sight = new Sight(scope, inventory());
  if (site === null || !sight.site(site)) throw notFound(`Device ${id}`);
  if (sight.owns(site)) return site;
  throw new ApiError("scope-refused", { detail: `The owner of site ${site} is outside of your scope` });
};

const demandSmall = (args: object): void => {
  const most = commandLimits.commandBytesMax;
  if (Buffer.byteLength(JSON.stringify(args)) <= most) return;
  throw new ApiError("limit-reached", {
    detail: `The arguments are more than ${most} bytes (commandBytesMax)`,
  });
};

const refusal = (error: unknown): unknown =>
  error instanceof TooManyCommands
    ? new ApiError("limit-reached", {
        detail: `${error.message} (openCommandsPerDeviceMax): wait for them to end`,
        cause: error,
      })
    : error;

const idBytes = 12;

const ask = async (
  context: ApiContext,
  principal: Principal,
  { device, asked }: { readonly device: DeviceId; readonly asked: z.output<typeof body> },
) => {
  const site = siteOf(context, principal, device);
  if (context.devices.siteOf(device) === null) {
    throw new ApiError("conflict", { detail: `Device ${device} is revoked: it can't connect any more` });
  }
  const { command: name, arguments: args, expiresInSeconds } = asked;
  demandSmall(args);
  const node = asked.node ?? controllerNode(context.inventory(), site);
  if (asked.node !== undefined && context.inventory().node(site, asked.node) === null)
    throw notFound(`Node ${site}/${asked.node}`);
  const id = `cmd-${randomBytes(idBytes).toString("hex")}`;
  const command = await durably(context, {
    change: (rows, nowMs) => {
      const times = { askedAtMs: nowMs, expiresAtMs: nowMs + expiresInSeconds * 1000 };
      const wish = { id, device, site, node, name, args, askedBy: principal.actor, ...times };
      try {
        return context.commands.ask(rows, nowMs, wish);
      } catch (error) {
        throw refusal(error);
      }
    },
    entry: () => ({
      actor: principal.actor,
      action: "device.command",
      target: device,
      detail: { id, site, node, command: name, arguments: args, expiresInSeconds },
    }),
  });
  context.commandAsked(device);
  return presentCommand(command);
};

/** The latest first, in the order of a key that no later command shifts. */
const listKey = ({ askedAt, id }: { readonly askedAt: string; readonly id: string }): string =>
  `${String(Number.MAX_SAFE_INTEGER - Date.parse(askedAt))} ${id}`;

/** Commands to devices: who gives them, and what became of them. */
export const commandRoutes: RouteGroup = (api, context) => {
  api.post(
    "/api/v1/devices/:id/commands",
    { config: { roles: deskRoles }, schema: { params, body, response: { 202: commandView } } },
    async (request, reply) => {
      const given = { device: request.params.id, asked: request.body };
      return reply.code(202).send(await ask(context, principalOf(request), given));
    },
  );
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/devices/:id/commands",
    {
      config: { roles: staffRoles },
      schema: { params, querystring, response: { 200: pageView(commandView) } },
    },
    async (request) => {
      const { id } = request.params;
      siteOf(context, principalOf(request), id);
      const items = orderedBy(context.commands.of(id).map(presentCommand), listKey);
      return pageByKey({ list: "commands", items, keyOf: listKey, ...request.query });
    },
  );
};
