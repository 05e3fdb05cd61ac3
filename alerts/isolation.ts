import { type AlarmId, type DeviceId, nodeCode, type SiteCode } from "../telemetry/identifiers.ts";
import { probableCauses } from "../telemetry/probable-cause.ts";
import type { AlarmEvent, Bilingual, Moment } from "./alarm.ts";
import type { AlarmBook, AlarmChange, Recording } from "./alarm-book.ts";
import { platformMoment, type Subject } from "./alarm-life.ts";
import type { Hearing } from "./correlation/hearing.ts";
import { isolationType, platformSite } from "./correlation/isolated.ts";
import { failureTrustMs } from "./correlation/limits.ts";
import { alarmIdOf } from "./identity.ts";
import {
  deafShareMin,
  isolatedDevicesMin,
  isolatedShareMin,
  isolationAskMs,
  isolationWindowMs,
  missingPeriods,
  unrelatedSitesMin,
} from "./limits.ts";

/** How a device was heard last; ms since 1970 UTC. */
export interface End {
  readonly device: DeviceId;
  readonly site: SiteCode;
  /** When its connection ended; null while it stands, or when nobody saw it end. */
  readonly closedAtMs: number | null;
  /** Null when it was not heard since the platform started. */
  readonly heardAtMs: number | null;
  /** Its reporting period; null when it announced none. */
  readonly periodMs: number | null;
  /** There is an alarm of its silence. */
  readonly isSilent: boolean;
}

/** What tells whether the platform is cut off. */
export interface IsolationParts {
  readonly book: AlarmBook;
  /** Every device under watch. */
  readonly ends: () => Iterable<End>;
  readonly hearing: Pick<Hearing, "pendingLinks">;
  /** How many of these sites have a way to the core that leads over no other of them. */
  readonly headsOf: (sites: ReadonlySet<SiteCode>) => number;
}

interface Isolation {
  readonly sinceMs: number;
  readonly text: Bilingual;
}

const action = {
  vi: "Kiểm tra đường truyền, VPN, tường lửa và máy chủ của chính hệ thống trước khi cử người tới trạm.",
  en: "Check the platform's own uplink, VPN, firewall and machine before anybody is sent to a site.",
};

const identity = { site: platformSite, node: nodeCode("mqtt"), type: isolationType, qualifier: "" };

const subject: Subject = {
  ...identity,
  id: alarmIdOf(identity),
  rule: {
    name: isolationType,
    eventType: "communicationsAlarm",
    probableCause: { number: 14, name: probableCauses[14] },
    labels: {},
    meaning: "local",
    summary: { vi: "Hệ thống bị cô lập", en: "The platform is cut off" },
    action,
    variants: {},
  },
};

const telling: ReadonlySet<AlarmEvent> = new Set([
  "raised",
  "cleared",
  "operator-cleared",
  "suppressed",
  "unsuppressed",
]);

const sitesOf = (ends: readonly End[]): ReadonlySet<SiteCode> => new Set(ends.map(({ site }) => site));

const told = (summary: Bilingual): Bilingual => ({
  vi: `${summary.vi}. ${action.vi}`,
  en: `${summary.en}. ${action.en}`,
});

const isMissing = ({ isSilent, heardAtMs, periodMs }: End, nowMs: number): boolean =>
  isSilent || (heardAtMs !== null && periodMs !== null && nowMs - heardAtMs > missingPeriods * periodMs);

/**
 * Says that the platform itself is cut off: when the connections of many unrelated sites end in one instant, which no
 * failure in the network does to them, or when most devices are heard no more from one instant on. It has no clock;
 * its state is its alarm.
 */
export class IsolationWatch {
  readonly #parts: IsolationParts;
  #changed = false;
  #judgedAtMs = Number.NEGATIVE_INFINITY;

  constructor(parts: IsolationParts) {
    this.#parts = parts;
  }

  /** The alarm that this watch speaks for. */
  readonly alarm = subject.id;

  /** To be called for each change of an alarm. */
  follow({ alarm, event }: AlarmChange): void {
    this.#changed ||= alarm.meaning === "unreachable" && telling.has(event);
  }

  /** When `tick` has something to decide: at once, now and then while the alarm stands, or never. */
  nextDueMs(): number {
    if (this.#changed) return Number.NEGATIVE_INFINITY;
    const stands = this.#parts.book.activeOf(subject.id) !== undefined;
    return stands ? this.#judgedAtMs + isolationAskMs : Number.POSITIVE_INFINITY;
  }

  /** Looks at the devices of now; to be called after their silences were explained. */
  tick(recording: Recording): void {
    const { nowMs } = recording;
    if (nowMs < this.nextDueMs()) return;
    this.#changed = false;
    this.#judgedAtMs = nowMs;
    const { book, ends } = this.#parts;
    const all = [...ends()];
    const missing = all.filter((end) => isMissing(end, nowMs));
    const stands = book.activeOf(subject.id) !== undefined;
    const isEnough = missing.length >= Math.max(isolatedDevicesMin, isolatedShareMin * all.length);
    const at = platformMoment(nowMs);
    if (stands && !isEnough) book.settle(recording, subject, null, at);
    const isolation = !stands && isEnough ? this.#judge(missing, all.length) : null;
    if (isolation === null || !book.admits(subject.id)) return;
    const since = { ...at, eventAtMs: isolation.sinceMs };
    const { text } = isolation;
    const firing = { at: since, severity: "critical", text, threshold: null, evidence: [] } as const;
    book.settle(recording, subject, firing, since);
  }

  #judge(missing: readonly End[], count: number): Isolation | null {
    const roots = this.#roots();
    // A failure with a name of its own explains what is silent.
    const lost = missing.filter(({ device, isSilent }) => !isSilent || roots.has(device));
    if (!lost.some(({ isSilent }) => isSilent)) return null;
    return this.#cutOff(lost, { roots, count }) ?? this.#deaf(lost, count);
  }

  /** Of the devices whose silence no named failure explains the alarm that explains it, their own when none does. */
  #roots(): ReadonlyMap<string, AlarmId> {
    const { book } = this.#parts;
    const roots = new Map<string, AlarmId>();
    for (const alarm of book.activeAlarms()) {
      if (alarm.meaning !== "unreachable") continue;
      const root = alarm.cause === null ? alarm : book.get(alarm.cause.alarm);
      if (root?.meaning === "unreachable") roots.set(alarm.qualifier, root.id);
    }
    return roots;
  }

  /** The connections of sites that have nothing in common ended in one instant. */
  #cutOff(
    lost: readonly End[],
    { roots, count }: { readonly roots: ReadonlyMap<string, AlarmId>; readonly count: number },
  ): Isolation | null {
    const spans = lost.flatMap((end) =>
      end.isSilent && end.closedAtMs !== null
        ? [{ end, fromMs: end.closedAtMs, toMs: end.closedAtMs + isolationWindowMs }]
        : [],
    );
    const { atMs, together } = mostTogether(spans);
    if (together.length < Math.max(isolatedDevicesMin, isolatedShareMin * count)) return null;
    const unrelated = new Set(together.map(({ device }) => roots.get(device))).size;
    if (unrelated < (together.length < deafShareMin * count ? unrelatedSitesMin : 2)) return null;
    const sites = sitesOf(together).size;
    const text = told({
      vi: `${together.length} thiết bị của ${sites} trạm không liên quan với nhau mất kết nối cùng một lúc`,
      en: `${together.length} devices of ${sites} unrelated sites lost their connection in one instant`,
    });
    return { sinceMs: atMs - isolationWindowMs, text };
  }

  /** Most devices are heard no more, all may have been lost in one instant, and nobody tells of a failure. */
  #deaf(lost: readonly End[], count: number): Isolation | null {
    const spans = lost.flatMap((end) => {
      const { heardAtMs, periodMs } = end;
      return heardAtMs === null || periodMs === null
        ? []
        : [{ end, fromMs: heardAtMs, toMs: heardAtMs + periodMs }];
    });
    const { atMs, together } = mostTogether(spans);
    if (together.length < Math.max(isolatedDevicesMin, deafShareMin * count)) return null;
    const sites = sitesOf(together);
    const isSome = together.length < count;
    if (isSome && this.#parts.headsOf(sites) < unrelatedSitesMin) return null;
    if (isSome && this.#isWitnessed(sites, atMs)) return null;
    const text = told({
      vi: `${together.length} trên ${count} thiết bị, của ${sites.size} trạm, im lặng từ cùng một lúc`,
      en: `${together.length} of ${count} devices, of ${sites.size} sites, fell silent at once`,
    });
    return { sinceMs: atMs, text };
  }

  /**
   * Somebody who is heard says that a link or a node is down: then the network failed, not the platform. What was down
   * long before is no witness: nobody fell silent by it.
   */
  #isWitnessed(missing: ReadonlySet<SiteCode>, sinceMs: number): boolean {
    const { book, hearing } = this.#parts;
    if (hearing.pendingLinks().size > 0) return true;
    return book
      .activeAlarms()
      .some(
        (alarm) =>
          (alarm.meaning === "link-down" || alarm.meaning === "node-down") &&
          !missing.has(alarm.site) &&
          (alarm.flapping || latestOf(alarm.lastRaised) >= sinceMs - failureTrustMs),
      );
  }
}

const latestOf = ({ eventAtMs, receivedAtMs }: Moment): number => Math.max(eventAtMs, receivedAtMs);

interface Span {
  readonly end: End;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The first instant that most spans have in common, and whose they are. */
const mostTogether = (
  spans: readonly Span[],
): { readonly atMs: number; readonly together: readonly End[] } => {
  const starts = spans.map(({ fromMs }) => fromMs).sort((one, other) => one - other);
  const stops = spans.map(({ toMs }) => toMs).sort((one, other) => one - other);
  let most = 0;
  let atMs = 0;
  let stopped = 0;
  for (const [started, startMs] of starts.entries()) {
    while ((stops[stopped] ?? startMs) < startMs) stopped += 1;
    if (started + 1 - stopped <= most) continue;
    most = started + 1 - stopped;
    atMs = startMs;
  }
  const together = spans.filter(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs);
  return { atMs, together: together.map(({ end }) => end) };
};
