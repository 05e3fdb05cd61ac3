/** Uniform in [0, 1). */
export type Random = () => number;

/** FNV-1a: spreads a text over 32 bits. */
const hashOf = (text: string): number => {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
};

/** A generator that gives the same stream for the same seed on every machine (mulberry32 over an FNV-1a hash). */
export const seededRandom = (seed: string): Random => {
  let state = hashOf(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Uniform between two bounds. */
export const between = (random: Random, low: number, high: number): number => low + (high - low) * random();

/** Symmetric noise, bell-shaped, never beyond `spread` either way: the mean of three uniform numbers. */
export const noise = (random: Random, spread: number): number =>
  ((random() + random() + random()) * (2 / 3) - 1) * spread;

/** Waiting time to the next of events that come at random, `meanMs` apart on average. */
export const waitingMs = (random: Random, meanMs: number): number => -Math.log(1 - random()) * meanMs;

/** One item of a list that is not empty; throws RangeError when it is. */
export const pick = <Item>(random: Random, items: readonly Item[]): Item => {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new RangeError("nothing to pick from");
  return item;
};
