import { z } from "zod";
import { channelSchema } from "../alerts/channels/kinds.ts";
import { allowPrivateAddress } from "../alerts/channels/surroundings.ts";
import { flapLimits, statusChangesMax } from "../alerts/limits.ts";
import { escalationSchema, rotaSchema } from "../alerts/notification/rota.ts";
import { digestSchema, templatesSchema } from "../alerts/notification/settings.ts";
import { routeSchema } from "../alerts/routes.ts";
import { defaultBrokerLimits } from "../broker/limits.ts";
import { defaultStoreLimits } from "../store/limits.ts";
import { wrongNames } from "./configuration-names.ts";
import { historyFaults, historySchema } from "./history.ts";
import { influxdbSchema } from "./influxdb.ts";

const port = z.int().min(0).max(65_535).describe("TCP port; 0 picks a free one");
const host = z.string().min(1).describe("Address to listen on");
const file = z.string().min(1);
const proxy = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
  error: "is neither an address such as 127.0.0.1 nor a network such as 10.0.0.0/8",
});

const mqttTls = z
  .strictObject({
    host: host.optional(),
    port: port.default(8_883),
    key: file.describe("PEM file with the platform's private key"),
    certificate: file.describe("PEM file with the platform's certificate chain"),
    clientAuthority: file.optional().describe("PEM file of the authority that signs device certificates"),
    clientCertificateRequired: z
      .boolean()
      .default(false)
      .describe("Refuse connections without a certificate of clientAuthority"),
  })
  .describe("MQTT over TLS");

const mqttWebSocket = z
  .strictObject({
    host: host.optional(),
    port: port.default(8_083),
    tls: z.boolean().default(false).describe("Use the key and certificate of mqtt.tls"),
  })
  .describe("MQTT over WebSocket at /mqtt");

const brokerLimits = z
  .strictObject({
    connectionsMax: z
      .int()
      .min(1)
      .default(defaultBrokerLimits.connectionsMax)
      .describe("Connections at once, of all listeners"),
    packetBytesMax: z
      .int()
      .min(1_024)
      .max(16_777_216)
      .default(defaultBrokerLimits.packetBytesMax)
      .describe("Largest packet after CONNECT"),
    packetsUnderWayMax: z
      .int()
      .min(1)
      .max(4_096)
      .default(defaultBrokerLimits.packetsUnderWayMax)
      .describe("Packets of one connection that may be under way; the rest stays in its socket"),
    packetsPerSecondMax: z
      .number()
      .min(1)
      .default(defaultBrokerLimits.packetsPerSecondMax)
      .describe("Sustained rate of one connection; a faster one is slowed down"),
    packetsBurstMax: z
      .int()
      .min(1)
      .default(defaultBrokerLimits.packetsBurstMax)
      .describe("Packets that may come faster than that before it counts"),
    connectTimeoutMs: z
      .int()
      .min(100)
      .default(defaultBrokerLimits.connectTimeoutMs)
      .describe("Time for CONNECT to arrive"),
    keepaliveSecondsMax: z
      .int()
      .min(10)
      .max(65_535)
      .default(defaultBrokerLimits.keepaliveSecondsMax)
      .describe("Keep-alive taken for a device that asks for none, or for longer"),
  })
  .describe("Bounds of the broker, for each connection where not said otherwise");

const storeLimits = z
  .strictObject({
    readingsRetentionDays: z
      .int()
      .min(8)
      .default(defaultStoreLimits().readingsRetentionDays)
      .describe("Days that readings are kept, by their event time"),
    transitionsRetentionDays: z
      .int()
      .min(8)
      .default(defaultStoreLimits().transitionsRetentionDays)
      .describe("Days that changes of alarms are kept; the newest of each alarm stays"),
    outagesRetentionDays: z
      .int()
      .min(8)
      .default(defaultStoreLimits().outagesRetentionDays)
      .describe("Days that outages are kept after their end"),
    notificationRowsMax: z
      .int()
      .min(100)
      .default(defaultStoreLimits().notificationRowsMax)
      .describe("Notifications kept; the oldest that are delivered or dead give way"),
    quarantineRowsMax: z
      .int()
      .min(100)
      .default(defaultStoreLimits().quarantineRowsMax)
      .describe("Rows of quarantine kept; the oldest give way"),
  })
  .describe("Bounds of the store");

const alarms = z
  .strictObject({
    flapTransitionsMin: z
      .int()
      .min(2)
      .default(flapLimits.flapTransitionsMin)
      .describe(
        `Raises, clears and weaker severities that make an alarm flapping; above ${statusChangesMax}: never`,
      ),
    flapWindowMs: z
      .int()
      .min(1_000)
      .default(flapLimits.flapWindowMs)
      .describe("Time within which they count"),
    flapQuietMs: z
      .int()
      .min(1_000)
      .default(flapLimits.flapQuietMs)
      .describe("A flapping alarm stays raised until its condition has not changed for so long"),
  })
  .describe("How alarms behave, whatever their rule");

const consoleSection = z
  .strictObject({
    title: z.string().min(1).max(60).default("Trạm Canh").describe("What the console calls itself"),
    nocPhone: z
      .string()
      .regex(/^\+?[0-9][0-9 .()-]{2,29}$/, { error: "is not a phone number such as +84 271 3888 888" })
      .optional()
      .describe("Whom technicians call"),
    boundaries: file.optional().describe("GeoJSON file of areas that the map shows"),
    checklists: file.optional().describe("YAML file of checklists, added to the shipped ones"),
    directory: file.optional().describe("Folder with a built page; left out: the one that ships"),
  })
  .describe("What the console shows");

/** The schema of `tramcanh.yaml`; a JSON Schema made from it ships as docs/formats/tramcanh.schema.json. */
export const configurationSchema = z
  .strictObject({
    data: z.string().min(1).default("./data").describe("Folder for everything that lasts"),
    mqtt: z
      .strictObject({
        host: host.default("0.0.0.0"),
        port: port.default(1_883),
        tls: mqttTls.optional(),
        websocket: mqttWebSocket.optional(),
        limits: brokerLimits.prefault({}),
      })
      .prefault({})
      .describe("Where devices connect"),
    http: z
      .strictObject({
        host: host.default("127.0.0.1"),
        port: port.default(8_080),
        trustedProxies: z
          .array(proxy)
          .default([])
          .describe("Addresses or networks of proxies whose X-Forwarded-For is believed"),
        secureCookies: z.boolean().default(false).describe("True behind a proxy that speaks TLS"),
        listeners: z
          .strictObject({ allowPrivateAddress })
          .prefault({})
          .describe("Listeners that register at the hub of TMF642"),
      })
      .prefault({})
      .describe("Where people and programs connect"),
    inventory: z
      .string()
      .min(1)
      .optional()
      .describe("YAML file or folder of CSV; default {data}/inventory.yaml"),
    rules: z.array(z.string().min(1)).default([]).describe("Files of alarm rules, added to the default ones"),
    alarms: alarms.prefault({}),
    channels: z
      .record(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/), channelSchema)
      .default({})
      .describe("Where notifications may go, by name"),
    routes: z.array(routeSchema).default([]).describe("Which alarm events go to which channels"),
    rota: rotaSchema.prefault({}),
    escalation: escalationSchema
      .default({})
      .describe("Who else is told of what nobody acknowledges, by name"),
    digest: digestSchema.prefault({}).describe("What a flood of notifications becomes"),
    templates: z
      .record(z.string().min(1), templatesSchema)
      .default({})
      .describe("Words of notifications, by kind of channel"),
    publicUrl: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where people reach the platform; without it notifications carry no acknowledge links"),
    console: consoleSection.prefault({}),
    store: storeLimits.prefault({}),
    influxdb: influxdbSchema.optional(),
    history: historySchema,
    log: z
      .strictObject({
        level: z
          .enum(["debug", "info", "warn", "error"])
          .default("info")
          .describe("Least level that is logged"),
      })
      .prefault({}),
  })
  .superRefine((configuration, context) => {
    for (const fault of [...wrongNames(configuration), ...historyFaults(configuration)])
      context.addIssue({ code: "custom", ...fault });
    if (configuration.mqtt.websocket?.tls && !configuration.mqtt.tls) {
      context.addIssue({
        code: "custom",
        path: ["mqtt", "websocket", "tls"],
        message: "needs mqtt.tls with key and certificate",
        input: true,
      });
    }
  });

/** The configuration in force. */
export type Configuration = z.infer<typeof configurationSchema>;
