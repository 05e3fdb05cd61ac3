const ordered = (_key: string, value: unknown): unknown => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** JSON with keys in order, so that equal values give equal texts. */
export const canonicalJson = (value: unknown): string => JSON.stringify(value, ordered) ?? "null";
