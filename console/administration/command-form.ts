/** Commands that the console gives; `configure` is for programs. */
export const commandNames = [
  "start-generator",
  "stop-generator",
  "open-door",
  "set-period",
  "reboot",
] as const;

/** One of `commandNames`. */
export type CommandName = (typeof commandNames)[number];

/** What somebody typed to command a device. */
export interface CommandDraft {
  readonly command: CommandName;
  /** Of `set-period`. */
  readonly periodSeconds: number;
}

/** The body of the request. A person waits for a door: its command is void after a minute, others after five. */
export const commandBody = ({ command, periodSeconds }: CommandDraft) => ({
  command,
  ...(command === "set-period" && { arguments: { period: periodSeconds } }),
  expiresInSeconds: command === "open-door" ? 60 : 300,
});

/** The command of that name; null when the console gives none such. */
export const commandNamed = (name: string): CommandName | null =>
  commandNames.find((each) => each === name) ?? null;
