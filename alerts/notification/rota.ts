import { z } from "zod";
import { durationSchema } from "../rules/duration.ts";
import { Hours, hoursSchema } from "./hours.ts";
import { escalationStepsMax } from "./limits.ts";

const word = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/);

/** Who is on call when: people with the channels that reach them, and teams with the turns of their people. */
export const rotaSchema = z.strictObject({
  people: z
    .record(
      word,
      z.strictObject({
        to: z
          .array(
            z.strictObject({
              channel: z.string().describe("Name of a channel"),
              target: z
                .string()
                .min(1)
                .max(200)
                .optional()
                .describe("Address within the channel, such as a telephone number"),
            }),
          )
          .min(1),
      }),
    )
    .default({})
    .describe("People by a short name"),
  teams: z
    .record(word, z.array(hoursSchema.extend({ person: word.describe("Name of one of the people") })).min(1))
    .default({})
    .describe("Turns of each team"),
});

/** A rota as parsed. */
export type RotaSettings = z.infer<typeof rotaSchema>;

/** Steps of an escalation by name: who else is told, and how long after the first telling. */
export const escalationSchema = z.record(
  word,
  z
    .array(
      z.strictObject({
        after: durationSchema.describe("Time since the first telling, while nobody has acknowledged"),
        to: z.array(z.string()).min(1).optional().describe("Names of channels"),
        team: word.optional().describe("A team of the rota: whoever of it is on call is told"),
      }),
    )
    .min(1)
    .max(escalationStepsMax)
    .refine((steps) => steps.every(({ to, team }) => to !== undefined || team !== undefined), {
      error: "each step needs to, team or both",
    })
    .refine((steps) => steps.every((step, index) => step.after > (steps[index - 1]?.after ?? -1)), {
      error: "each step must come later than the one before",
    }),
);

/** Escalations as parsed; `after` in ms. */
export type EscalationSettings = z.infer<typeof escalationSchema>;

/** Somebody who can be told: a channel, and the person it is to reach when the rota names one. */
export interface Audience {
  readonly channel: string;
  readonly person: string | null;
}

/** The name of an audience: `channel`, or `channel/person`. */
export const audienceName = ({ channel, person }: Audience): string =>
  person === null ? channel : `${channel}/${person}`;

interface Turn {
  readonly person: string;
  readonly hours: Hours;
}

/** Answers who of a team is on call. */
export class Rota {
  readonly #people: RotaSettings["people"];
  readonly #teams: ReadonlyMap<string, readonly Turn[]>;

  constructor({ people, teams }: RotaSettings) {
    this.#people = people;
    this.#teams = new Map(
      Object.entries(teams).map(([name, turns]) => [
        name,
        turns.map(({ person, ...hours }) => ({ person, hours: new Hours(hours) })),
      ]),
    );
  }

  /** How those of the team whose turn it is are reached, each once, in the order of the turns. */
  onCall(team: string, nowMs: number): readonly Audience[] {
    const turns = (this.#teams.get(team) ?? []).filter(({ hours }) => hours.contains(nowMs));
    return [...new Set(turns.map(({ person }) => person))].flatMap((person) =>
      (this.#addresses(person) ?? []).map(({ channel }) => ({ channel, person })),
    );
  }

  /** Address of a person within a channel; null for an audience without one. */
  targetOf({ channel, person }: Audience): string | null {
    if (person === null) return null;
    return this.#addresses(person)?.find((address) => address.channel === channel)?.target ?? null;
  }

  #addresses(person: string): RotaSettings["people"][string]["to"] | undefined {
    return Object.hasOwn(this.#people, person) ? this.#people[person]?.to : undefined;
  }
}
