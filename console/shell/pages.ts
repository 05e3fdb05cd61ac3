import type { SessionView } from "../../api/contract.ts";
import { type PageName, pagePaths } from "../paths.ts";
import { deviceRoles } from "../session/device-rights.ts";
import { wordsOf } from "../words/words.ts";
import type { PageComponent } from "./lazy.tsx";

const say = wordsOf({
  vi: {
    map: "Bản đồ",
    dispatch: "Điều động",
    outages: "Sổ mất liên lạc",
    maintenance: "Bảo trì",
    notifications: "Thông báo",
    quarantine: "Bản tin lạ",
    audit: "Nhật ký",
    platform: "Hệ thống",
    alarms: "Cảnh báo",
    alarm: "Nguyên nhân gốc",
    shelved: "Tạm ẩn",
    sites: "Trạm",
    site: "Trạm",
    preferences: "Tùy chọn",
    users: "Người dùng",
    apiKeys: "Khóa API, màn hình tường",
    devices: "Thiết bị",
    inventory: "Danh mục trạm",
    rules: "Quy tắc cảnh báo",
    routing: "Báo cho ai",
    start: "Bắt đầu",
    field: "Hiện trường",
    wall: "Màn hình tường",
  },
  en: {
    map: "Map",
    dispatch: "Dispatch",
    outages: "Outages",
    maintenance: "Maintenance",
    notifications: "Notifications",
    quarantine: "Quarantine",
    audit: "Audit",
    platform: "Platform",
    alarms: "Alarms",
    alarm: "Root cause",
    shelved: "Shelved",
    sites: "Sites",
    site: "Site",
    preferences: "Preferences",
    users: "Users",
    apiKeys: "API keys, wall screens",
    devices: "Devices",
    inventory: "Inventory",
    rules: "Alarm rules",
    routing: "Who is told",
    start: "First steps",
    field: "Field",
    wall: "Wall",
  },
});

/** One page of the console: its code comes when somebody goes there. */
export interface PageEntry {
  readonly title: () => string;
  readonly load: () => Promise<PageComponent>;
  /** Who may see it; left out: everybody. The platform refuses what a page asks for in any case. */
  readonly roles?: readonly SessionView["role"][];
  /** Where the menu shows it; left out: nowhere. */
  readonly menu?: "watch" | "look-back" | "administration";
  /** Without the desk's header and menu: the wall, and the field view on a phone. */
  readonly isBare?: boolean;
  /** Reads for itself and keeps what it read: it needs neither the board nor the platform to open. */
  readonly worksOffline?: boolean;
}

/** The pages, by the names of their paths. */
export const pages: Readonly<Partial<Record<PageName, PageEntry>>> = {
  alarms: {
    title: () => say("alarms"),
    menu: "watch",
    load: async () => (await import("../alarms/alarms-page.tsx")).AlarmsPage,
  },
  alarm: {
    title: () => say("alarm"),
    load: async () => (await import("../alarms/alarm-page.tsx")).AlarmPage,
  },
  shelved: {
    title: () => say("shelved"),
    menu: "watch",
    load: async () => (await import("../alarms/shelved-page.tsx")).ShelvedPage,
  },
  sites: {
    title: () => say("sites"),
    menu: "watch",
    load: async () => (await import("../sites/sites-page.tsx")).SitesPage,
  },
  site: {
    title: () => say("site"),
    load: async () => (await import("../sites/site-page.tsx")).SitePage,
  },
  map: {
    title: () => say("map"),
    menu: "watch",
    load: async () => (await import("../map/map-page.tsx")).MapPage,
  },
  dispatch: {
    title: () => say("dispatch"),
    menu: "watch",
    load: async () => (await import("../dispatch/dispatch-page.tsx")).DispatchPage,
  },
  outages: {
    title: () => say("outages"),
    menu: "look-back",
    load: async () => (await import("../outages/outages-page.tsx")).OutagesPage,
  },
  maintenance: {
    title: () => say("maintenance"),
    menu: "watch",
    load: async () => (await import("../maintenance/maintenance-page.tsx")).MaintenancePage,
  },
  notifications: {
    title: () => say("notifications"),
    menu: "look-back",
    roles: ["admin", "noc-operator"],
    load: async () => (await import("../notifications/notifications-page.tsx")).NotificationsPage,
  },
  quarantine: {
    title: () => say("quarantine"),
    menu: "look-back",
    roles: ["admin", "noc-operator", "technician"],
    load: async () => (await import("../quarantine/quarantine-page.tsx")).QuarantinePage,
  },
  audit: {
    title: () => say("audit"),
    menu: "look-back",
    roles: ["admin"],
    load: async () => (await import("../audit/audit-page.tsx")).AuditPage,
  },
  field: {
    title: () => say("field"),
    menu: "watch",
    isBare: true,
    worksOffline: true,
    load: async () => (await import("../field/field-page.tsx")).FieldPage,
  },
  fieldSite: {
    title: () => say("site"),
    isBare: true,
    worksOffline: true,
    load: async () => (await import("../field/field-site-page.tsx")).FieldSitePage,
  },
  users: {
    title: () => say("users"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../administration/users-page.tsx")).UsersPage,
  },
  apiKeys: {
    title: () => say("apiKeys"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../administration/api-keys-page.tsx")).ApiKeysPage,
  },
  devices: {
    title: () => say("devices"),
    menu: "administration",
    roles: deviceRoles,
    load: async () => (await import("../administration/devices-page.tsx")).DevicesPage,
  },
  platform: {
    title: () => say("platform"),
    menu: "look-back",
    load: async () => (await import("../platform/platform-page.tsx")).PlatformPage,
  },
  wall: {
    title: () => say("wall"),
    roles: ["admin", "noc-operator", "kiosk"],
    menu: "watch",
    isBare: true,
    load: async () => (await import("../wall/wall-page.tsx")).WallPage,
  },
  inventory: {
    title: () => say("inventory"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../administration/inventory-page.tsx")).InventoryPage,
  },
  rules: {
    title: () => say("rules"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../administration/rules-page.tsx")).RulesPage,
  },
  routing: {
    title: () => say("routing"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../administration/routing-page.tsx")).RoutingPage,
  },
  start: {
    title: () => say("start"),
    menu: "administration",
    roles: ["admin"],
    load: async () => (await import("../start/start-page.tsx")).StartPage,
  },
  preferences: {
    title: () => say("preferences"),
    menu: "administration",
    load: async () => (await import("../preferences/preferences-page.tsx")).PreferencesPage,
  },
};

/** Names of the pages in the order of `pagePaths`: the order of the menu. */
export const pageNames = Object.keys(pagePaths).filter((name): name is PageName =>
  Object.hasOwn(pagePaths, name),
);
