const formats = new Map<string, Intl.DateTimeFormat>();

const formatOf = (zone: string): Intl.DateTimeFormat => {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formats.set(zone, made);
  return made;
};

/** Minutes since midnight by the clocks of a zone (IANA name). */
export const minuteOfDay = (zone: string, atMs: number): number => {
  const [hours = 0, minutes = 0] = formatOf(zone).format(atMs).split(":").map(Number);
  return hours * 60 + minutes;
};
