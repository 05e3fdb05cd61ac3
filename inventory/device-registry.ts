import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type DeviceId, deviceId, isCode, type SiteCode, siteCode } from "../telemetry/identifiers.ts";
import type { DocumentRow } from "../telemetry/journal.ts";
import { decoyHash, hashSecret, tokenCost, verifySecret } from "../telemetry/secret-hash.ts";
import { Turnstile } from "./turnstile.ts";

/** A device that may connect, or could until it was revoked; instants in ms since 1970 UTC. */
export interface DeviceRecord {
  readonly id: DeviceId;
  readonly site: SiteCode;
  readonly createdAtMs: number;
  readonly revokedAtMs: number | null;
  /** Salted hash of its token, see `telemetry/secret-hash.ts`. Not for answers of the API. */
  readonly hash: string;
}

/** A device about to be provisioned; the only place where its token exists in the clear. */
export interface DeviceCredential {
  readonly id: DeviceId;
  readonly site: SiteCode;
  /** 256 random bits in base64url; shown once, never kept. */
  readonly token: string;
  readonly hash: string;
}

/** What can go wrong with the registry. */
export type DeviceRegistryErrorCode = "device-exists" | "device-unknown" | "device-document-unreadable";

/** A change that the registry refuses; nothing was changed. */
export class DeviceRegistryError extends Error {
  override readonly name = "DeviceRegistryError";
  readonly code: DeviceRegistryErrorCode;

  constructor(code: DeviceRegistryErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const deviceDocumentKind = "device";

/** How many token checks may run at once and how many may wait. */
interface VerificationLimits {
  readonly underWayMax: number;
  readonly waitingMax: number;
}

/** Two at once, so that a mass reconnect leaves threads to the disk. */
const defaultVerificationLimits: VerificationLimits = { underWayMax: 2, waitingMax: 20_000 };

const tokenBytes = 32;

const bodySchema = z.strictObject({
  site: z.string().refine(isCode).transform(siteCode),
  createdAtMs: z.int(),
  revokedAtMs: z.int().nullable(),
  hash: z.string(),
});

/** Makes a fresh random token for a device and its hash; nothing is registered yet. */
export const makeCredential = async (id: DeviceId, site: SiteCode): Promise<DeviceCredential> => {
  const token = randomBytes(tokenBytes).toString("base64url");
  return { id, site, token, hash: await hashSecret(token, tokenCost) };
};

const documentOf = ({ id, ...body }: DeviceRecord, changedAtMs: number): DocumentRow => ({
  kind: deviceDocumentKind,
  id,
  changedAtMs,
  body: JSON.stringify(body),
});

const recordOf = (document: DocumentRow): DeviceRecord | null => {
  if (document.body === null) return null;
  try {
    return { id: deviceId(document.id), ...bodySchema.parse(JSON.parse(document.body)) };
  } catch (cause) {
    const message = `the stored record of device "${document.id}" can't be read`;
    throw new DeviceRegistryError("device-document-unreadable", message, { cause });
  }
};

/**
 * The devices that may connect, in memory. `provision` and `revoke` change it and answer the row that makes the
 * change durable: call them inside `Act`, and hand a token out only after the commit.
 */
export class DeviceRegistry {
  readonly #records = new Map<string, DeviceRecord>();
  readonly #decoy = decoyHash(tokenCost);
  readonly #turnstile: Turnstile;

  constructor(limits: Partial<VerificationLimits> = {}) {
    this.#turnstile = new Turnstile({ ...defaultVerificationLimits, ...limits });
  }

  /** Token checks turned away since the start because too many were waiting. */
  get verificationsRefused(): number {
    return this.#turnstile.refused;
  }

  /** Takes the device records out of the documents recovered at start, in their order; others are left alone. */
  restore(documents: readonly DocumentRow[]): void {
    for (const document of documents) {
      if (document.kind !== deviceDocumentKind) continue;
      const record = recordOf(document);
      if (record) this.#records.set(record.id, record);
      else this.#records.delete(document.id);
    }
  }

  /** Registers a device; a revoked one comes back with its new token. Throws DeviceRegistryError. */
  provision(credential: DeviceCredential, nowMs: number): DocumentRow {
    const { id, site, hash } = credential;
    if (this.siteOf(id) !== null) {
      throw new DeviceRegistryError(
        "device-exists",
        `device "${id}" exists: revoke it first, or choose another id`,
      );
    }
    const record: DeviceRecord = { id, site, createdAtMs: nowMs, revokedAtMs: null, hash };
    this.#records.set(id, record);
    return documentOf(record, nowMs);
  }

  /** Takes a device's right to connect away; its open connection is for the caller to close. Throws DeviceRegistryError. */
  revoke(id: string, nowMs: number): DocumentRow {
    const record = this.#records.get(id);
    if (record === undefined || record.revokedAtMs !== null) {
      throw new DeviceRegistryError("device-unknown", `there is no device "${id}" to revoke`);
    }
    const revoked: DeviceRecord = { ...record, revokedAtMs: nowMs };
    this.#records.set(id, revoked);
    return documentOf(revoked, nowMs);
  }

  /** All devices, revoked ones too, ordered by id. */
  list(): readonly DeviceRecord[] {
    return [...this.#records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** The device's record, revoked or not. */
  find(id: string): DeviceRecord | null {
    return this.#records.get(id) ?? null;
  }

  /** The site that a device speaks for; null when it is unknown or revoked. */
  siteOf(id: string): SiteCode | null {
    const record = this.#records.get(id);
    return record === undefined || record.revokedAtMs !== null ? null : record.site;
  }

  /** A device id for the site that is not taken: `{site}-ctl`, `{site}-ctl2`, … */
  unusedId(site: SiteCode): DeviceId {
    const stem = `${site.slice(0, 54)}-ctl`;
    let id = stem;
    for (let number = 2; this.#records.has(id); number += 1) id = `${stem}${number}`;
    return deviceId(id);
  }

  /**
   * The record when the token is the device's, null when it is not, or the device is unknown or revoked: all at
   * the same cost, off the event loop, nothing cached. For the connection, never for a message. Rejects with
   * TurnstileFull when too many checks wait: refuse that connection as "server unavailable". A check that nobody
   * awaits any more when its turn comes is not made and answers null: work for devices that have given up would leave
   * none for those that have not.
   */
  verify(id: string, token: string, isAwaited: () => boolean = () => true): Promise<DeviceRecord | null> {
    return this.#turnstile.pass(async () => {
      if (!isAwaited()) return null;
      const before = this.#records.get(id);
      const matches = await verifySecret(token, before?.hash ?? this.#decoy);
      // Looked up again: it may have been revoked while the check was running.
      const record = this.#records.get(id);
      return matches && record !== undefined && record === before && record.revokedAtMs === null
        ? record
        : null;
    });
  }
}
