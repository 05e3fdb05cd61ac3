/** Whom a system speaks for, as the note of an act; null when it does not say. */
export const onBehalfOf = (user: string | undefined, system: string | undefined): string | null => {
  const told = [user, system].filter((each) => each !== undefined && each !== "");
  return told.length === 0 ? null : `TMF642: ${told.join(" @ ")}`;
};
