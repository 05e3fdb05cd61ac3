import type { Broker } from "../broker/broker.ts";
import type { CommandDesk } from "../ingest/commands/command-desk.ts";
import type { DeviceCommand } from "../ingest/commands/device-command.ts";
import { commandLimits } from "../ingest/commands/limits.ts";
import type { Clock } from "../telemetry/clock.ts";
import type { DeviceId } from "../telemetry/identifiers.ts";
import type { Act } from "../telemetry/journal.ts";

/** What the courier works with. */
export interface CourierParts {
  readonly desk: CommandDesk;
  readonly broker: Pick<Broker, "command">;
  readonly act: Act;
  readonly clock: Clock;
  /** Told when the journal did not take what became of commands; they are then sent again. */
  readonly onFault: (error: unknown) => void;
}

/** As MQTT's page says. */
const messageOf = ({ id, name, args, expiresAtMs }: DeviceCommand): object => ({
  id,
  name,
  args,
  expiresAt: new Date(expiresAtMs).toISOString(),
});

/**
 * Carries commands that are on disk to their devices: at once, whenever a device begins to listen, and again while no
 * reply comes. A device does a command once however often it hears of it.
 */
export class CommandCourier {
  readonly #parts: CourierParts;
  /** When each open command was last sent, by its id. */
  readonly #sentAtMs = new Map<string, number>();
  #expiring = false;

  constructor(parts: CourierParts) {
    this.#parts = parts;
  }

  /** Sends a device its open commands, oldest first; does nothing while it does not listen. */
  deliver(device: DeviceId): void {
    const { desk } = this.#parts;
    this.#send(desk.open().filter((command) => command.device === device));
  }

  /** To be called now and then: ends what is over, sends again what has no reply. */
  tick(): void {
    const { desk, clock } = this.#parts;
    const open = desk.open();
    if (open.length === 0) return this.#sentAtMs.clear();
    const nowMs = clock();
    if (desk.isDue(nowMs)) this.#expire();
    const silent = open.filter(({ id }) => {
      const sentAtMs = this.#sentAtMs.get(id);
      return sentAtMs !== undefined && nowMs - sentAtMs >= commandLimits.commandRepeatMs;
    });
    if (silent.length > 0) this.#send(silent);
  }

  #send(commands: readonly DeviceCommand[]): void {
    const { broker, clock, desk, act, onFault } = this.#parts;
    const nowMs = clock();
    const gone = commands.filter(
      (command) => command.expiresAtMs > nowMs && broker.command(command, messageOf(command)),
    );
    for (const { id } of gone) this.#sentAtMs.set(id, nowMs);
    const fresh = gone.filter(({ state }) => state === "queued");
    if (fresh.length > 0) act((rows, atMs) => desk.handedOut(rows, atMs, fresh)).catch(onFault);
  }

  #expire(): void {
    if (this.#expiring) return;
    this.#expiring = true;
    const { act, desk, onFault } = this.#parts;
    act((rows, nowMs) => desk.expire(rows, nowMs))
      .catch(onFault)
      .finally(() => {
        this.#expiring = false;
      });
  }
}
