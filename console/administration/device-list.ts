import type { DeviceView } from "../../api/contract.ts";

/** What of a site the list of devices needs. */
export interface NamedSite {
  readonly code: string;
  readonly name: string;
}

/** What somebody looks for among the devices. */
export interface DeviceFilter {
  readonly text: string;
  readonly withRevoked: boolean;
}

const plain = (text: string): string =>
  text.toLocaleLowerCase("vi").normalize("NFD").replaceAll(/\p{M}/gu, "").replaceAll("đ", "d");

/** The devices that fit, by site and then by id; letters with and without marks are alike. */
export const siftDevices = (
  devices: readonly DeviceView[],
  siteName: (code: string) => string,
  { text, withRevoked }: DeviceFilter,
): readonly DeviceView[] => {
  const words = plain(text).split(/\s+/).filter(Boolean);
  return devices
    .filter(({ id, site, revokedAt }) => {
      if (revokedAt !== null && !withRevoked) return false;
      const about = plain(`${id} ${site} ${siteName(site)}`);
      return words.every((word) => about.includes(word));
    })
    .sort((one, other) => one.site.localeCompare(other.site) || one.id.localeCompare(other.id));
};

/** Sites that no device reports for. */
export const sitesWithout = <Site extends NamedSite>(
  sites: Iterable<Site>,
  devices: readonly DeviceView[],
): readonly Site[] => {
  const equipped = new Set(devices.filter(({ revokedAt }) => revokedAt === null).map(({ site }) => site));
  return [...sites].filter(({ code }) => !equipped.has(code));
};

/** The text of a device's QR code: all that it needs to connect, for an installer's tool to read. */
export const credentialText = (
  { id, token, site }: { readonly id: string; readonly token: string; readonly site: string },
  { host, port }: { readonly host: string; readonly port: number },
): string => JSON.stringify({ url: `mqtt://${host}:${port}`, site, id, token });

/** The credentials as CSV for a spreadsheet (RFC 4180; codes hold neither comma nor quote). */
export const credentialsCsv = (
  items: readonly { readonly id: string; readonly token: string; readonly site: string }[],
): string =>
  [["site", "id", "token"], ...items.map(({ site, id, token }) => [site, id, token])]
    .map((row) => `${row.join(",")}\r\n`)
    .join("");
