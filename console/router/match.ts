/** The named parts of a path. */
export type Parameters = Readonly<Record<string, string>>;

/** Holds a path against a pattern like `/sites/:site`; null when it does not fit. */
export const matchPath = (pattern: string, path: string): Parameters | null => {
  const wanted = pattern.split("/");
  const given = path.replace(/(.)\/$/, "$1").split("/");
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [place, part] of wanted.entries()) {
    const text = given[place] ?? "";
    if (part.startsWith(":")) {
      if (text === "") return null;
      parameters[part.slice(1)] = decode(text);
    } else if (part !== text) return null;
  }
  return parameters;
};

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** The path of a pattern with its parts filled in. */
export const fillPath = (pattern: string, parameters: Parameters): string =>
  pattern.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(parameters[name] ?? ""));
