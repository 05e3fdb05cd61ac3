import { readFileSync } from "node:fs";
import { passwordInput } from "../api/routes/users.ts";
import { StartRefused } from "./start-refused.ts";

const readSecret = (name: string, file: string): string => {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const message = `can't be read: ${error instanceof Error ? error.message : String(error)}`;
    const fix = "name a file that exists and may be read";
    throw new StartRefused([{ file: "environment", path: name, value: JSON.stringify(file), message, fix }]);
  }
};

/**
 * A secret from the environment variable, or from the file that `{name}_FILE` names; undefined when neither is set.
 * Throws StartRefused when the file can't be read.
 */
export const secretFrom = (
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined => {
  const file = environment[`${name}_FILE`];
  return file === undefined ? environment[name] : readSecret(`${name}_FILE`, file);
};

/**
 * A password from the environment variable, or from the file that `{name}_FILE` names; undefined when neither is set.
 * Throws StartRefused when the file can't be read or the password is none that the platform takes.
 */
export const passwordFrom = (
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined => {
  const file = environment[`${name}_FILE`];
  const password = secretFrom(name, environment);
  if (password === undefined || (password === "" && file === undefined)) return undefined;
  if (passwordInput.safeParse(password).success) return password;
  const message = "is a password that is too short or too long";
  const fix = `use ${passwordInput.minLength} to ${passwordInput.maxLength} characters`;
  const path = file === undefined ? name : `${name}_FILE`;
  throw new StartRefused([{ file: "environment", path, value: null, message, fix }]);
};
