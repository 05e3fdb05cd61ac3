import type { Client, ConnectPacket } from "aedes";
import type { CommitGate } from "../ingest/commit-gate.ts";
import type { DeviceRegistry } from "../inventory/device-registry.ts";
import { TurnstileFull } from "../inventory/turnstile.ts";
import { type DeviceId, deviceId, type SiteCode } from "../telemetry/identifiers.ts";
import type { BrokerCounters } from "./counters.ts";
import { accessToken, readCredential } from "./credential.ts";
import type { BrokerLimits } from "./limits.ts";
import { mayLeaveWill } from "./rights.ts";

/** Return codes of CONNACK, MQTT 3.1.1 §3.2.2.3. */
export type ReturnCode = 2 | 3 | 4 | 5;

/** Who connected, or why not. */
export type Verdict =
  | { readonly kind: "accepted"; readonly device: DeviceId; readonly site: SiteCode }
  | { readonly kind: "refused"; readonly returnCode: ReturnCode; readonly detail: string };

interface AuthenticatorParts {
  readonly devices: DeviceRegistry;
  readonly gate: CommitGate;
  readonly limits: BrokerLimits;
  readonly counters: BrokerCounters;
}

/**
 * A check that begins after this share of its time is not made: first come first served, a broker with more connections
 * than it can verify would only ever begin those that end too late.
 */
const beginShareMax = 0.8;
const tooLateDetail = "the credential could not be verified in time";

const refused = (returnCode: ReturnCode, detail: string): Verdict => ({
  kind: "refused",
  returnCode,
  detail,
});

/** Says who a connection is: once for each connection, never on the path of a message. */
export class Authenticator {
  readonly #parts: AuthenticatorParts;
  readonly #wills = new WeakMap<object, { topic: string; payloadBytes: number }>();

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts;
  }

  /** Looks at CONNECT before Aedes acts on it, and takes from it what a device may not choose. */
  prepare(client: Client, packet: ConnectPacket): void {
    const { keepaliveSecondsMax } = this.#parts.limits;
    // Any client id goes with an access token: the device's own, so that nobody can take another's place with it.
    const access = accessToken(packet.username, packet.password);
    if (access !== null) packet.clientId = access.device;
    // A stored session would keep subscriptions that rights refused; the platform keeps what a device has to know.
    packet.clean = true;
    // Keep-alive 0 never times out [MQTT-3.1.2-24]: a dead socket would stay for ever.
    if (!packet.keepalive || packet.keepalive > keepaliveSecondsMax) packet.keepalive = keepaliveSecondsMax;
    if (packet.will) {
      packet.will.retain = false;
      this.#wills.set(client, { topic: packet.will.topic, payloadBytes: packet.will.payload.length });
    }
  }

  /** Verifies a connection; never rejects, and never takes longer than its limit. */
  async judge(client: Client, username: string | undefined, password: Buffer | undefined): Promise<Verdict> {
    const { authenticateTimeoutMs } = this.#parts.limits;
    const beginBeforeMs = performance.now() + authenticateTimeoutMs * beginShareMax;
    const isAwaited = (): boolean => performance.now() < beginBeforeMs && !client.conn.destroyed;
    let timer: NodeJS.Timeout | null = null;
    const tooLate = new Promise<Verdict>((resolve) => {
      timer = setTimeout(() => resolve(refused(3, tooLateDetail)), authenticateTimeoutMs);
    });
    try {
      const verdict = this.#verify(client, { username, password }, isAwaited);
      return this.#count(await Promise.race([verdict, tooLate]));
    } catch (error) {
      if (!(error instanceof TurnstileFull)) this.#parts.counters.hookFaults++;
      return this.#count(refused(3, String(error)));
    } finally {
      if (timer) clearTimeout(timer);
    }
  }

  #count(verdict: Verdict): Verdict {
    if (verdict.kind === "refused") {
      if (verdict.returnCode === 3) this.#parts.counters.connectionsPutOff++;
      else this.#parts.counters.connectionsRefused++;
    }
    return verdict;
  }

  async #verify(
    client: Client,
    { username, password }: { username: string | undefined; password: Buffer | undefined },
    isAwaited: () => boolean,
  ): Promise<Verdict> {
    if (this.#parts.gate.trouble) return refused(3, "the journal can't take readings at present");
    const credential = readCredential(client.conn, { clientId: client.id, username, password });
    if (credential.kind === "refused") return credential;
    const site =
      credential.kind === "certificate"
        ? this.#parts.devices.siteOf(credential.device)
        : ((await this.#parts.devices.verify(credential.device, credential.token, isAwaited))?.site ?? null);
    // A check that was not made says nothing of the token.
    if (site === null && !isAwaited()) return refused(3, tooLateDetail);
    if (site === null) return refused(4, "unknown device or wrong token");
    const will = this.#wills.get(client);
    if (will && !mayLeaveWill(site, will, this.#parts.limits.willBytesMax)) {
      this.#parts.counters.willsRefused++;
      return refused(5, `a will may only go to sites/${site}/{node}/state`);
    }
    return { kind: "accepted", device: deviceId(credential.device), site };
  }
}
