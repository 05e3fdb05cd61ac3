import { channelSchema } from "../alerts/channels/kinds.ts";
import type { EscalationSettings, RotaSettings } from "../alerts/notification/rota.ts";
import type { DigestSettings } from "../alerts/notification/settings.ts";
import type { Route } from "../alerts/routes.ts";

/** The parts of the configuration that name each other. */
interface Naming {
  readonly channels: Readonly<Record<string, unknown>>;
  readonly routes: readonly Route[];
  readonly rota: RotaSettings;
  readonly escalation: EscalationSettings;
  readonly digest: DigestSettings;
  readonly templates: Readonly<Record<string, unknown>>;
}

/** A name that stands for nothing: where, and what is wrong with it. */
interface WrongName {
  readonly path: (string | number)[];
  readonly message: string;
  readonly input: string;
  readonly params: { readonly fix: string };
}

type Named = readonly [path: readonly (string | number)[], name: string | undefined];

const missing = (
  kind: string,
  known: Readonly<Record<string, unknown>>,
  named: readonly Named[],
): readonly WrongName[] =>
  named.flatMap(([path, name]) => {
    if (name === undefined || Object.hasOwn(known, name)) return [];
    const names = Object.keys(known).join(", ");
    const fix = names === "" ? `describe "${name}" first: there is none yet` : `use one of: ${names}`;
    return [{ path: [...path], message: `there is no ${kind} "${name}"`, input: name, params: { fix } }];
  });

const channelsNamed = ({ routes, rota, escalation }: Naming): readonly Named[] => [
  ...routes.flatMap(({ to }, index) =>
    to.map((channel, place): Named => [["routes", index, "to", place], channel]),
  ),
  ...Object.entries(rota.people).flatMap(([person, { to }]) =>
    to.map(({ channel }, place): Named => [["rota", "people", person, "to", place, "channel"], channel]),
  ),
  ...Object.entries(escalation).flatMap(([name, steps]) =>
    steps.flatMap(({ to = [] }, step) =>
      to.map((channel, place): Named => [["escalation", name, step, "to", place], channel]),
    ),
  ),
];

const peopleNamed = ({ rota }: Naming): readonly Named[] =>
  Object.entries(rota.teams).flatMap(([team, turns]) =>
    turns.map(({ person }, turn): Named => [["rota", "teams", team, turn, "person"], person]),
  );

const teamsNamed = ({ escalation }: Naming): readonly Named[] =>
  Object.entries(escalation).flatMap(([name, steps]) =>
    steps.map(({ team }, step): Named => [["escalation", name, step, "team"], team]),
  );

const escalationsNamed = ({ routes }: Naming): readonly Named[] =>
  routes.map(({ escalation }, index): Named => [["routes", index, "escalation"], escalation]);

const channelKinds: Readonly<Record<string, true>> = Object.fromEntries(
  channelSchema.options.flatMap(({ shape }) => [...shape.kind.values].map((kind) => [kind, true] as const)),
);

const kindsNamed = ({ digest, templates }: Naming): readonly Named[] => [
  ...digest.individually.map((kind, place): Named => [["digest", "individually", place], kind]),
  ...Object.keys(templates).map((kind): Named => [["templates", kind], kind]),
];

/** Channels, kinds of channels, people, teams and escalations that are named but nowhere described. */
export const wrongNames = (configuration: Naming): readonly WrongName[] => [
  ...missing("channel", configuration.channels, channelsNamed(configuration)),
  ...missing("person of the rota", configuration.rota.people, peopleNamed(configuration)),
  ...missing("team of the rota", configuration.rota.teams, teamsNamed(configuration)),
  ...missing("escalation", configuration.escalation, escalationsNamed(configuration)),
  ...missing("kind of channel", channelKinds, kindsNamed(configuration)),
];
