import type { EscalationSettings, RotaSettings } from "../alerts/notification/rota.ts";
import type { Route } from "../alerts/routes.ts";

/** The parts of the configuration that name each other. */
interface Naming {
  readonly channels: Readonly<Record<string, unknown>>;
  readonly routes: readonly Route[];
  readonly rota: RotaSettings;
  readonly escalation: EscalationSettings;
}

/** A name that stands for nothing: where, and what is wrong with it. */
interface WrongName {
  readonly path: (string | number)[];
  readonly message: string;
  readonly input: string;
}

type Named = readonly [path: readonly (string | number)[], name: string | undefined];

const missing = (
  kind: string,
  known: Readonly<Record<string, unknown>>,
  named: readonly Named[],
): readonly WrongName[] =>
  named.flatMap(([path, name]) =>
    name === undefined || Object.hasOwn(known, name)
      ? []
      : [{ path: [...path], message: `there is no ${kind} "${name}"`, input: name }],
  );

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

/** Channels, people, teams and escalations that are named but nowhere described. */
export const wrongNames = (configuration: Naming): readonly WrongName[] => [
  ...missing("channel", configuration.channels, channelsNamed(configuration)),
  ...missing("person of the rota", configuration.rota.people, peopleNamed(configuration)),
  ...missing("team of the rota", configuration.rota.teams, teamsNamed(configuration)),
  ...missing("escalation", configuration.escalation, escalationsNamed(configuration)),
];
