import type { ChartPicture } from "./line-chart.ts";

/**
 * Draws a chart as soon as the code for it is here: it is the largest part of a site's page, and what is wrong there
 * must not wait for it. Gives back how to stop; where the code can't be had the table twin still holds the numbers.
 */
export const drawLater = (target: HTMLElement, picture: ChartPicture): (() => void) => {
  let stop: () => void = () => undefined;
  let isOver = false;
  import("./line-chart.ts").then(
    ({ drawChart }) => {
      if (!isOver) stop = drawChart(target, picture);
    },
    () => undefined,
  );
  return () => {
    isOver = true;
    stop();
  };
};
