import type { Api, RouteGroup } from "./api.ts";
import type { ApiContext } from "./context.ts";
import { enterOpenApi, openApiRoute } from "./openapi.ts";
import { acknowledgeLinkRoutes } from "./routes/acknowledge-link.ts";
import { alarmActRoutes } from "./routes/alarm-acts.ts";
import { alarmHistoryRoutes } from "./routes/alarm-history.ts";
import { alarmRoutes } from "./routes/alarms.ts";
import { apiKeyRoutes } from "./routes/api-keys.ts";
import { auditRoutes } from "./routes/audit.ts";
import { availabilityRoutes } from "./routes/availability.ts";
import { boardRoutes } from "./routes/board.ts";
import { boundaryRoutes } from "./routes/boundaries.ts";
import { causeRoutes } from "./routes/cause.ts";
import { channelRoutes } from "./routes/channels.ts";
import { commandRoutes } from "./routes/commands.ts";
import { csvRoutes } from "./routes/csv.ts";
import { deviceRoutes } from "./routes/devices.ts";
import { dispatchRoutes } from "./routes/dispatch.ts";
import { healthRoutes } from "./routes/health.ts";
import { instructionRoutes } from "./routes/instructions.ts";
import { inventoryRoutes } from "./routes/inventory.ts";
import { inventoryPreviewRoutes } from "./routes/inventory-preview.ts";
import { kioskRoutes } from "./routes/kiosk.ts";
import { latestRoutes } from "./routes/latest.ts";
import { maintenanceRoutes } from "./routes/maintenance.ts";
import { metricDictionaryRoutes } from "./routes/metric-dictionary.ts";
import { metricsRoutes } from "./routes/metrics.ts";
import { networkRoutes } from "./routes/network.ts";
import { notificationRoutes } from "./routes/notifications.ts";
import { outageRoutes } from "./routes/outages.ts";
import { pageRoutes } from "./routes/page.ts";
import { photoRoutes } from "./routes/photos.ts";
import { placeRoutes } from "./routes/places.ts";
import { quarantineRoutes } from "./routes/quarantine.ts";
import { readingRoutes } from "./routes/readings.ts";
import { routingRoutes } from "./routes/routing.ts";
import { ruleFileRoutes } from "./routes/rule-files.ts";
import { ruleRoutes } from "./routes/rules.ts";
import { sessionRoutes } from "./routes/session.ts";
import { settingsRoutes } from "./routes/settings.ts";
import { siteRoutes } from "./routes/sites.ts";
import { streamRoutes } from "./routes/stream.ts";
import { userRoutes } from "./routes/users.ts";
import { visitRoutes } from "./routes/visits.ts";
import { buildServer } from "./server.ts";
import { tmfRoutes } from "./tmf/tmf-routes.ts";

const groups: readonly RouteGroup[] = [
  healthRoutes,
  metricsRoutes,
  sessionRoutes,
  userRoutes,
  apiKeyRoutes,
  kioskRoutes,
  auditRoutes,
  placeRoutes,
  metricDictionaryRoutes,
  siteRoutes,
  settingsRoutes,
  boundaryRoutes,
  instructionRoutes,
  visitRoutes,
  photoRoutes,
  dispatchRoutes,
  networkRoutes,
  deviceRoutes,
  commandRoutes,
  latestRoutes,
  readingRoutes,
  csvRoutes,
  alarmRoutes,
  causeRoutes,
  alarmActRoutes,
  alarmHistoryRoutes,
  boardRoutes,
  maintenanceRoutes,
  outageRoutes,
  availabilityRoutes,
  quarantineRoutes,
  notificationRoutes,
  channelRoutes,
  inventoryRoutes,
  inventoryPreviewRoutes,
  ruleRoutes,
  ruleFileRoutes,
  routingRoutes,
  streamRoutes,
  acknowledgeLinkRoutes,
  tmfRoutes,
];

/**
 * The HTTP side: every route of `/api/v1`, health, metrics, the stream and the page. The caller listens and closes;
 * closing ends the streams. Rejects when a route does not say who may use it.
 */
export const buildApi = async (context: ApiContext): Promise<Api> => {
  const api = await buildServer(context);
  await enterOpenApi(api, context.version);
  for (const group of groups) group(api, context);
  openApiRoute(api);
  await pageRoutes(api, context);
  await api.ready();
  return api;
};
