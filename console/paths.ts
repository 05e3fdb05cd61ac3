/**
 * Paths that the page answers itself: the platform sends `index.html` for each of them. `:name` stands for one part.
 */
export const pagePaths = {
  alarms: "/",
  alarm: "/alarms/:id",
  sites: "/sites",
  site: "/sites/:site",
  map: "/map",
  dispatch: "/dispatch",
  outages: "/outages",
  maintenance: "/maintenance",
  shelved: "/shelved",
  notifications: "/notifications",
  quarantine: "/quarantine",
  audit: "/audit",
  platform: "/platform",
  field: "/field",
  fieldSite: "/s/:site",
  wall: "/wall",
  start: "/start",
  users: "/administration/users",
  apiKeys: "/administration/api-keys",
  devices: "/administration/devices",
  inventory: "/administration/inventory",
  rules: "/administration/rules",
  routing: "/administration/routing",
  preferences: "/preferences",
} as const;

/** Name of one of the page's paths. */
export type PageName = keyof typeof pagePaths;
