import type { GeneratorOrder } from "../behaviours/generator-order.ts";
import { type Command, type Reply, readCommand } from "./command-message.ts";
import { inWords, type PushedConfiguration, periodArguments, pushedConfiguration } from "./configuration.ts";
import { errorCharactersMax, repliesMax } from "./limits.ts";

/** What outlives a restart besides the kept messages. */
export interface Settings {
  /** What was pushed last; null when nothing ever was. */
  readonly configuration: PushedConfiguration | null;
  /** Answers that were given, oldest first. */
  readonly replies: readonly Reply[];
}

/** The settings of a device fresh from the factory. */
export const factorySettings: Settings = { configuration: null, replies: [] };

/** What a command wants done, in this order. */
export type CommandAction =
  /** Force the new settings to disk, before anything is done: a command is never done twice. */
  | { readonly kind: "save"; readonly settings: Settings }
  /** Work with the configuration of the settings from now on, and announce it. */
  | { readonly kind: "reconfigure" }
  | { readonly kind: "order-generator"; readonly order: GeneratorOrder }
  | { readonly kind: "release-door" }
  /** On the reply topic of the node that was addressed. */
  | { readonly kind: "reply"; readonly node: string; readonly reply: Reply }
  /** Once the reply is on its way. */
  | { readonly kind: "restart" };

/** A command as it arrived. */
export interface ReceivedCommand {
  readonly node: string;
  readonly payload: string;
}

/** What the device knows when a command arrives. */
export interface CommandSurroundings {
  /** By the device's own clock, which judges `expiresAt`. */
  readonly nowMs: number;
  /** Nodes that the device speaks for. */
  readonly nodes: readonly string[];
  readonly hasGenerator: boolean;
}

interface Outcome {
  readonly error?: string;
  readonly configuration?: PushedConfiguration;
  readonly actions: readonly CommandAction[];
}

type Perform = (args: Command["args"], settings: Settings, device: CommandSurroundings) => Outcome;

const refused = (error: string): Outcome => ({ error: error.slice(0, errorCharactersMax), actions: [] });

const generator =
  (order: GeneratorOrder): Perform =>
  (_args, _settings, { hasGenerator }) =>
    hasGenerator ? { actions: [{ kind: "order-generator", order }] } : refused("this site has no generator");

const reconfigured = (settings: Settings, more: PushedConfiguration): Outcome => ({
  configuration: { ...settings.configuration, ...more },
  actions: [{ kind: "reconfigure" }],
});

const setPeriod: Perform = (args, settings) => {
  const parsed = periodArguments.safeParse(args);
  return parsed.success ? reconfigured(settings, parsed.data) : refused(inWords(parsed.error));
};

const configure: Perform = (args, settings) => {
  const parsed = pushedConfiguration.safeParse(args);
  return parsed.success ? reconfigured(settings, parsed.data) : refused(inWords(parsed.error));
};

const performers: ReadonlyMap<string, Perform> = new Map<string, Perform>([
  ["start-generator", generator("start")],
  ["stop-generator", generator("stop")],
  ["open-door", () => ({ actions: [{ kind: "release-door" }] })],
  ["set-period", setPeriod],
  ["configure", configure],
  ["reboot", () => ({ actions: [{ kind: "restart" }] })],
]);

const outcomeOf = (
  { name, args, expiresAt }: Command,
  settings: Settings,
  device: CommandSurroundings,
): Outcome => {
  const isExpired = expiresAt !== undefined && expiresAt !== null && Date.parse(expiresAt) <= device.nowMs;
  if (isExpired) {
    return refused(`expired at ${expiresAt}: it is ${new Date(device.nowMs).toISOString()} here`);
  }
  const perform = performers.get(name);
  if (perform === undefined) {
    return refused(`unknown command ${name}; this device knows ${[...performers.keys()].join(", ")}`);
  }
  return perform(args, settings, device);
};

/** A restart comes after the reply: what isn't sent by then is never sent. */
const inOrder = (actions: readonly CommandAction[], reply: CommandAction): readonly CommandAction[] => [
  ...actions.filter(({ kind }) => kind !== "restart"),
  reply,
  ...actions.filter(({ kind }) => kind === "restart"),
];

/**
 * What a device does about a command. Every readable command is answered; one whose id was answered before is
 * answered the same again and not done again, over restarts too.
 */
export const commandStep = (
  settings: Settings,
  received: ReceivedCommand,
  device: CommandSurroundings,
): { readonly settings: Settings; readonly actions: readonly CommandAction[] } => {
  const { node } = received;
  const read = readCommand(received.payload);
  if (read.kind === "malformed") return { settings, actions: [{ kind: "reply", node, reply: read.reply }] };
  const { command } = read;
  const given = settings.replies.find(({ id }) => id === command.id);
  if (given !== undefined) return { settings, actions: [{ kind: "reply", node, reply: given }] };
  const outcome = device.nodes.includes(node)
    ? outcomeOf(command, settings, device)
    : refused(`this device does not speak for node ${node}`);
  const isDone = outcome.error === undefined;
  const reply: Reply = { id: command.id, ok: isDone, ...(isDone ? {} : { error: outcome.error }) };
  const after: Settings = {
    configuration: outcome.configuration ?? settings.configuration,
    replies: [...settings.replies, reply].slice(-repliesMax),
  };
  const rest = inOrder(outcome.actions, { kind: "reply", node, reply });
  return { settings: after, actions: [{ kind: "save", settings: after }, ...rest] };
};
