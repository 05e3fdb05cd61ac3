/** Room above and below a line, as a part of its height. */
const edge = 0.1;

/** Height of the axis at least, as a part of the values: what hardly moves is drawn as what hardly moves. */
const heightMin = 0.04;

/** Height of the axis at least, in units: around zero a part of the values is nothing, and steps have two decimals. */
const unitsMin = 0.1;

/**
 * Ends of the axis of values, lowest first. Words and yes/no have one place each, `wordCount` of them. A number's line
 * has room at both sides, and one that stays the same runs through the middle, at its own height.
 */
export const valueRange = (
  least: number | null,
  most: number | null,
  wordCount: number,
): [number | null, number | null] => {
  if (wordCount > 0) return [-edge, wordCount - 1 + edge];
  if (least === null || most === null) return [null, null];
  const middle = (least + most) / 2;
  const height = Math.max((most - least) * (1 + 2 * edge), Math.abs(middle) * heightMin, unitsMin);
  return [middle - height / 2, middle + height / 2];
};
