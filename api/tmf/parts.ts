import type { Api } from "../api.ts";
import type { ApiContext } from "../context.ts";
import type { AlarmSources } from "./alarm-window.ts";
import type { ListenerHub } from "./listener-hub.ts";
import type { TaskMemory } from "./task-memory.ts";

/** What the routes of TMF642 work with. */
export interface TmfParts {
  readonly context: ApiContext;
  readonly sources: AlarmSources;
  readonly tasks: TaskMemory;
  readonly hub: ListenerHub;
}

/** Adds a group of routes below the root of TMF642. */
export type TmfRouteGroup = (api: Api, parts: TmfParts) => void;
