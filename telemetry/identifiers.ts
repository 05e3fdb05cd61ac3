/** Branded identifiers: strings and numbers that the compiler keeps apart although they look alike. */
declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Code of a site, `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`. */
export type SiteCode = Branded<string, "SiteCode">;
/** Code of a node within its site, same grammar as a site's. */
export type NodeCode = Branded<string, "NodeCode">;
/** Name under which a device connects: client id = user name = device id. */
export type DeviceId = Branded<string, "DeviceId">;
/** Small number that stands for (site, node, metric) in memory and on disk. */
export type SeriesId = Branded<number, "SeriesId">;
/** Identity of an alarm: stable over all raises of one (site, node, alarm type, qualifier). */
export type AlarmId = Branded<string, "AlarmId">;

const codePattern = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The grammar of site, node and device codes, for error messages. */
export const codeGrammar = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

/** True when the text is a legal site, node or device code. */
export const isCode = (text: string): boolean => codePattern.test(text);

const isSiteCode = (text: string): text is SiteCode => codePattern.test(text);
const isNodeCode = (text: string): text is NodeCode => codePattern.test(text);
const isDeviceId = (text: string): text is DeviceId => codePattern.test(text);
const isAlarmId = (text: string): text is AlarmId => /^[0-9a-f]{24}$/.test(text);
const isSeriesId = (value: number): value is SeriesId => Number.isInteger(value) && value >= 0;

/** Thrown when text from outside does not match the grammar of the identifier asked for. */
export class IdentifierError extends Error {
  override readonly name = "IdentifierError";
}

/** Parses a site code; throws IdentifierError. */
export const siteCode = (text: string): SiteCode => {
  if (isSiteCode(text)) return text;
  throw new IdentifierError(`"${text}" is not a site code: use ${codeGrammar}`);
};

/** Parses a node code; throws IdentifierError. */
export const nodeCode = (text: string): NodeCode => {
  if (isNodeCode(text)) return text;
  throw new IdentifierError(`"${text}" is not a node code: use ${codeGrammar}`);
};

/** Parses a device id; throws IdentifierError. */
export const deviceId = (text: string): DeviceId => {
  if (isDeviceId(text)) return text;
  throw new IdentifierError(`"${text}" is not a device id: use ${codeGrammar}`);
};

/** Parses an alarm id (24 hexadecimal digits); throws IdentifierError. */
export const alarmId = (text: string): AlarmId => {
  if (isAlarmId(text)) return text;
  throw new IdentifierError(`"${text}" is not an alarm id: 24 hexadecimal digits`);
};

/** Marks a non-negative integer as a series id; throws IdentifierError. */
export const seriesId = (value: number): SeriesId => {
  if (isSeriesId(value)) return value;
  throw new IdentifierError(`${value} is not a series id: a non-negative integer`);
};
