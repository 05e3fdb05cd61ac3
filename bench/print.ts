/** Prints one line of progress. */
export const line = (text: string): void => void process.stdout.write(`${text}\n`);

/** Prints rows of name, figure and what is wanted of it. */
export const table = (
  rows: readonly (readonly [name: string, figure: string | number, wanted: string])[],
): void => {
  const nameWidth = Math.max(...rows.map(([name]) => name.length));
  const figureWidth = Math.max(...rows.map(([, figure]) => String(figure).length));
  for (const [name, figure, wanted] of rows) {
    line(`${name.padEnd(nameWidth)}  ${String(figure).padStart(figureWidth)}  ${wanted}`.trimEnd());
  }
};
