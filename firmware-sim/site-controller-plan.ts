import type { BackOff } from "./back-off.ts";
import type { ControllerCounts, ControllerLimits, LinkState } from "./controller/controller-state.ts";
import type { MessageStore } from "./controller/message-store.ts";
import type { MqttAddress } from "./controller/mqtt-link.ts";
import type { DialectName } from "./dialects/dialects.ts";
import type { SimulationEdge } from "./edge.ts";
import type { SimulatedNode } from "./site-model.ts";
import type { Look } from "./site-watch.ts";
import type { WorldTime } from "./world-time.ts";

/** What a make of controller is like; tests make it faster. */
export interface FirmwarePlan {
  /** Between two looks at all sensors. */
  readonly scanSeconds: number;
  /** From power to the first measurement. */
  readonly bootMs: number;
  /** From a hang to the watchdog's restart. */
  readonly watchdogMs: number;
}

/** The controller that is simulated when nothing else is said. */
export const defaultFirmware: FirmwarePlan = { scanSeconds: 10, bootMs: 12_000, watchdogMs: 30_000 };

/** What a simulated site controller is made of. */
export interface SiteControllerPlan {
  readonly site: string;
  readonly nodes: readonly SimulatedNode[];
  readonly address: MqttAddress;
  /** As delivered; a pushed configuration goes before it. */
  readonly periodSeconds: number;
  /** From switching on to the first sample and connection attempt. */
  readonly startAfterMs: number;
  readonly seed: string;
  /** Path of its store-and-forward file; its folder is made. Its settings are beside it, `.settings` appended. */
  readonly file: string;
  /** Keeps its messages instead of that file, and is synced by its owner. */
  readonly messages?: MessageStore;
  readonly edge: SimulationEdge;
  readonly backOff?: BackOff;
  readonly limits?: ControllerLimits;
  readonly firmware?: FirmwarePlan;
  /** Native when left out; devices of the other dialects announce nothing, leave no will and take no commands. */
  readonly dialect?: DialectName;
  /** The time of physics and behaviours, where it is not the devices' own: a world that runs faster. */
  readonly world?: WorldTime;
  readonly events?: SiteControllerEvents;
}

/** What a simulated device tells the world around it. */
export interface SiteControllerEvents {
  /** The site was looked at; which of its nodes have power may be new. */
  looked(look: Look): void;
  /** It has a connection to the platform. */
  connected(): void;
}

/** Figures of one simulated device. */
export interface SiteControllerStats extends ControllerCounts {
  /** Messages kept and not yet acknowledged. */
  readonly buffered: number;
  readonly phase: LinkState["kind"];
  readonly isConnected: boolean;
  readonly session: number;
  readonly periodSeconds: number;
  /** Why the last connection ended, or what its disk said; null when all went well. */
  readonly lastTrouble: string | null;
}
