import { z } from "zod";
import type { Alarm } from "../../alerts/alarm.ts";
import type { Inventory } from "../../inventory/inventory.ts";
import { severities } from "../../telemetry/severity.ts";
import { flagQuery, listQuery } from "../api.ts";
import { hiddenBy, visibilities } from "./alarm-visibility.ts";
import { plainText, wordsOf } from "./plain-text.ts";

const searchCharactersMax = 200;
const alarmIdPattern = /^[0-9a-f]{24}$/;

/** What a list of alarms may be narrowed to; each condition given must hold. */
export const alarmFilter = {
  severity: listQuery(z.enum(severities)).optional(),
  site: z.string().optional(),
  node: z.string().optional(),
  type: z.string().optional(),
  cleared: flagQuery.optional(),
  acknowledged: flagQuery.optional().describe("false: nobody has acknowledged or closed it"),
  operatorState: listQuery(z.enum(["none", "acknowledged", "closed"])).optional(),
  assignee: z.string().max(100).optional(),
  assigned: flagQuery.optional(),
  cause: z.string().regex(alarmIdPattern).optional().describe("the symptoms of this root cause"),
  root: flagQuery.optional().describe("true: no symptom of another alarm; false: only symptoms"),
  flapping: flagQuery.optional(),
  text: z
    .string()
    .max(searchCharactersMax)
    .optional()
    .describe("every word must occur, diacritics and đ do not matter"),
};

/** The filter of the list: the other axes, and whether it is shown. */
export const alarmListFilter = {
  ...alarmFilter,
  visibility: listQuery(z.enum(visibilities))
    .optional()
    .describe("shown, hidden, or one of the three reasons for which it is hidden"),
};

const filterSchema = z.object(alarmListFilter);
type AlarmFilter = z.output<typeof filterSchema>;
type Check = (alarm: Alarm) => boolean;

/** Alarms don't change, they are replaced: what is searched in one is worked out once. */
const searched = new WeakMap<Alarm, string>();

const searchedIn = (alarm: Alarm): string => {
  const known = searched.get(alarm);
  if (known !== undefined) return known;
  const { site, node, type, specificProblem, text, assignee, ticket } = alarm;
  const parts = [site, node, type, specificProblem, text.vi, text.en, assignee ?? "", ticket ?? ""];
  const made = plainText(parts.join("\n"));
  searched.set(alarm, made);
  return made;
};

const placeOf = (inventory: Inventory, code: string): string => {
  const site = inventory.site(code);
  if (site === null) return "";
  const communes = inventory.communeVersions(site.commune).map(({ name }) => name);
  return plainText([site.name, ...communes].join("\n"));
};

const textMatcher = (text: string, inventory: Inventory): Check => {
  const words = wordsOf(text);
  if (words.length === 0) return () => true;
  const places = new Map<string, string>();
  return (alarm) => {
    const place = places.get(alarm.site) ?? placeOf(inventory, alarm.site);
    places.set(alarm.site, place);
    return words.every((word) => searchedIn(alarm).includes(word) || place.includes(word));
  };
};

/** The check of one filter; none where it is not given, since thousands of alarms are asked. */
const given = <Value>(wanted: Value | undefined, checkOf: (wanted: Value) => Check): readonly Check[] =>
  wanted === undefined ? [] : [checkOf(wanted)];

const is = <Value>(wanted: Value | undefined, factOf: (alarm: Alarm) => Value): readonly Check[] =>
  given(wanted, (value) => (alarm) => factOf(alarm) === value);

const isOneOf = <Value>(
  wanted: readonly Value[] | undefined,
  factOf: (alarm: Alarm) => Value,
): readonly Check[] => given(wanted, (values) => (alarm) => values.includes(factOf(alarm)));

const isVisibleAs = (wanted: NonNullable<AlarmFilter["visibility"]>, alarm: Alarm): boolean => {
  const reasons = hiddenBy(alarm);
  if (reasons.length === 0) return wanted.includes("shown");
  return wanted.includes("hidden") || reasons.some((reason) => wanted.includes(reason));
};

/** Whether an alarm passes the filter; the search, which costs most, is asked last. */
export const alarmMatcher = (filter: AlarmFilter, inventory: Inventory): Check => {
  const checks = [
    ...isOneOf(filter.severity, ({ severity }) => severity),
    ...is<string>(filter.site, ({ site }) => site),
    ...is<string>(filter.node, ({ node }) => node),
    ...is<string>(filter.type, ({ type }) => type),
    ...is(filter.cleared, ({ isCleared }) => isCleared),
    ...is(filter.acknowledged, ({ operatorState }) => operatorState !== "none"),
    ...isOneOf(filter.operatorState, ({ operatorState }) => operatorState),
    ...is<string | null>(filter.assignee, ({ assignee }) => assignee),
    ...is(filter.assigned, ({ assignee }) => assignee !== null),
    ...is<string | undefined>(filter.cause, ({ cause }) => cause?.alarm),
    ...is(filter.root, ({ cause }) => cause === null),
    ...is(filter.flapping, ({ flapping }) => flapping),
    ...given(filter.visibility, (wanted) => (alarm: Alarm) => isVisibleAs(wanted, alarm)),
    ...given(filter.text, (text) => textMatcher(text, inventory)),
  ];
  return (alarm) => checks.every((passes) => passes(alarm));
};
