import { randomBytes } from "node:crypto";
import { type Command, Option } from "commander";
import { z } from "zod";
import { personRoles, roles } from "../../api/identity/role.ts";
import { type CommandOptions, parseOptions, withOptions } from "../command-options.ts";
import { everyItem, print } from "../output.ts";
import { withPlatform } from "../platform-desk.ts";
import { passwordFrom } from "../secret-source.ts";

const generatedPasswordBytes = 18;

const userSchema = z.object({ username: z.string(), role: z.enum(roles), disabled: z.boolean() });
const addSchema = z.object({
  role: z.string(),
  operators: z.string().optional(),
  communes: z.string().optional(),
});

const codes = (text: string | undefined): "all" | string[] =>
  text === undefined ? "all" : text.split(",").map((code) => code.trim());

const add = async (username: string, given: unknown, options: CommandOptions): Promise<void> => {
  const { role, operators, communes } = addSchema.parse(given);
  const chosen = passwordFrom("TRAMCANH_USER_PASSWORD");
  const password = chosen ?? randomBytes(generatedPasswordBytes).toString("base64url");
  await withPlatform(options, async (ask) => {
    const scope = { operators: codes(operators), communes: codes(communes) };
    await ask("POST", "/api/v1/users", { username, role, scope, password });
    const shown = { username, role, ...(chosen === undefined ? { password } : {}) };
    print(options, shown, () =>
      chosen === undefined
        ? `${username} (${role}), password shown this once: ${password}`
        : `${username} (${role})`,
    );
  });
};

const list = (options: CommandOptions): Promise<void> =>
  withPlatform(options, async (ask) => {
    const users = await everyItem(ask, "/api/v1/users", userSchema);
    print(options, users, (items) =>
      items
        .map(({ username, role, disabled }) => `${username}  ${role}${disabled ? "  disabled" : ""}`)
        .join("\n"),
    );
  });

const remove = (username: string, options: CommandOptions): Promise<void> =>
  withPlatform(options, async (ask) => {
    await ask("DELETE", `/api/v1/users/${encodeURIComponent(username)}`);
    print(options, { username, removed: true }, () => `${username} is removed`);
  });

/** `user add|list|remove`: who may log in. */
export const addUser = (program: Command): void => {
  const user = program.command("user").description("people who may log in");
  withOptions(user.command("add <username>"))
    .description("add a user; the password comes from TRAMCANH_USER_PASSWORD or is made and shown this once")
    .addOption(new Option("--role <role>", "what they may do").choices(personRoles).makeOptionMandatory())
    .option("--operators <codes>", "only these operators, separated by commas")
    .option("--communes <codes>", "only these communes, separated by commas")
    .action((username: string, given: unknown) => add(username, given, parseOptions(given)));
  withOptions(user.command("list"))
    .description("list users")
    .action((given: unknown) => list(parseOptions(given)));
  withOptions(user.command("remove <username>"))
    .description("remove a user")
    .action((username: string, given: unknown) => remove(username, parseOptions(given)));
};
