import type { AlarmView } from "../../../api/contract.ts";

/** An instant of the tests' day, so many minutes after ten in the morning UTC. */
export const at = (minutes: number): string =>
  new Date(Date.UTC(2026, 0, 5, 10) + minutes * 60_000).toISOString();

const moment = (minutes: number): AlarmView["lastRaised"] => ({
  eventAt: at(minutes),
  receivedAt: at(minutes),
  clock: "device",
});

/** An alarm as the platform shows it, raised so many minutes after ten; `changes` say what is special about it. */
export const alarm = (id: string, minutes = 0, changes: Partial<AlarmView> = {}): AlarmView => ({
  id,
  site: "BPH0001",
  siteName: "Bù Đốp",
  node: "pwr",
  type: "mains-lost",
  qualifier: "",
  eventType: "equipmentAlarm",
  probableCause: null,
  specificProblem: "mains-lost",
  severity: "major",
  isCleared: false,
  text: { vi: "Mất điện lưới. Chuẩn bị máy phát.", en: "Mains power lost. Prepare the generator." },
  firstRaised: moment(minutes),
  lastRaised: moment(minutes),
  lastCleared: null,
  lastChanged: moment(minutes),
  occurrenceCount: 1,
  labels: {},
  threshold: null,
  evidence: [],
  meaning: "feed-lost",
  flapping: false,
  trend: null,
  operatorState: "none",
  assignee: null,
  ticket: null,
  shelf: null,
  maintenance: null,
  cause: null,
  symptomCount: 0,
  impact: null,
  timeToSiteDown: null,
  operatorChanges: [],
  statusChanges: [],
  ...changes,
});

/** An alarm that another one explains. */
export const symptom = (id: string, of: string, minutes = 0, changes: Partial<AlarmView> = {}): AlarmView =>
  alarm(id, minutes, {
    cause: { alarm: of, confidence: 1, reason: { vi: "mất nguồn cấp", en: "the feed is lost" } },
    ...changes,
  });

/** Alarms as the board holds them. */
export const byId = (...alarms: readonly AlarmView[]): ReadonlyMap<string, AlarmView> =>
  new Map(alarms.map((each) => [each.id, each]));
