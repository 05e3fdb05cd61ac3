import { Aedes, type AedesOptions, type Client, type PublishPacket } from "aedes";

type Done = (error?: Error) => void;

const silent = (): void => {};

/**
 * Aedes without the routing that nobody listens to: what devices publish has gone to the intake by the time it
 * would be routed, and no client may read it, nor the broker's own `$SYS` topics. Only what the platform itself
 * publishes (commands) reaches subscribers.
 */
export class TelemetryBroker extends Aedes {
  static async open(options: AedesOptions): Promise<TelemetryBroker> {
    const broker = new TelemetryBroker(options);
    await broker.listen();
    return broker;
  }

  override publish(packet: PublishPacket, client?: Client | Done, done?: Done): void {
    const finished = typeof client === "function" ? client : (done ?? silent);
    const fromDevice = typeof client === "object" && client !== null;
    if (fromDevice || packet.topic.startsWith("$SYS/")) return finished();
    super.publish(packet, finished);
  }
}
