import { readFileSync } from "node:fs";

/** A secret from the environment variable, or from the file that `{name}_FILE` names; undefined when neither is set. */
export const secretFrom = (
  name: string,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined => {
  const file = environment[`${name}_FILE`];
  if (file !== undefined) return readFileSync(file, "utf8").trim();
  const value = environment[name];
  return value === undefined || value === "" ? undefined : value;
};
