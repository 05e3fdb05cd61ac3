import { z } from "zod";
import { noteCharactersMax } from "../../alerts/limits.ts";
import type { RouteGroup } from "../api.ts";
import { wallRoles } from "../identity/role.ts";

/** Everything is shown at the time of Vietnam, which has had no other since 1975. */
const zone = "+07:00";

const settingsView = z.object({
  title: z.string(),
  nocPhone: z.string().nullable(),
  zone: z.literal(zone),
  photoBytesMax: z.number(),
  noteCharactersMax: z.number(),
  mqtt: z
    .object({ host: z.string(), port: z.number(), tlsPort: z.number().nullable() })
    .describe("where devices connect: the address listened on, the port, the port with TLS"),
});

/** What the console needs of the configuration, as answers give it. */
export type SettingsView = z.output<typeof settingsView>;

/** What the console needs of the configuration. */
export const settingsRoutes: RouteGroup = (api, { settings, limits }) => {
  const { title, nocPhone } = settings;
  const view: Omit<SettingsView, "mqtt"> = {
    title,
    nocPhone,
    zone,
    photoBytesMax: limits.photoBytesMax,
    noteCharactersMax,
  };
  api.get(
    "/api/v1/settings",
    { config: { roles: wallRoles }, schema: { response: { 200: settingsView } } },
    // The ports are known only when the broker listens.
    async () => ({ ...view, mqtt: { ...settings.mqtt } }),
  );
};
