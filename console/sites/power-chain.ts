import type { LatestView } from "../../api/contract.ts";

/** The links of the chain that keeps a site on air, in the order of the current. */
export const chainParts = ["mains", "generator", "rectifier", "battery", "load"] as const;
/** One of `chainParts`. */
export type ChainPart = (typeof chainParts)[number];

const metricsOf: Readonly<Record<ChainPart, readonly string[]>> = {
  mains: ["mains.present", "mains.voltage", "mains.frequency", "mains.current"],
  generator: ["genset.state", "genset.fuel", "genset.runtime"],
  rectifier: ["rectifier.ok", "rectifier.total", "dc.bus.voltage"],
  battery: ["battery.current", "battery.soc", "battery.soh", "battery.temperature", "battery.autonomy"],
  load: ["dc.load.current"],
};

/** One link with its newest values, in the order in which they are read. */
export interface ChainLink {
  readonly part: ChainPart;
  readonly values: readonly LatestView[];
}

/** The chain of a site from its newest values; a part that reports nothing is left out. */
export const powerChain = (latest: Iterable<LatestView>): readonly ChainLink[] => {
  const all = [...latest];
  return chainParts.flatMap((part) => {
    const values = metricsOf[part].flatMap((metric) => all.filter((each) => each.metric === metric));
    return values.length === 0 ? [] : [{ part, values }];
  });
};

/** Charts that a site page opens with: the power first, then heat, then transmission; at most so many. */
const chartedFirst: readonly string[] = [
  "dc.bus.voltage",
  "battery.soc",
  "mains.voltage",
  "dc.load.current",
  "room.temperature",
  "cabinet.temperature",
  "microwave.rsl",
  "optical.rx.power",
  "link.loss",
];

/** The series of a site in the order in which somebody wants to see them. */
export const chartOrder = (latest: Iterable<LatestView>): readonly LatestView[] => {
  const rank = ({ metric }: LatestView): number => {
    const found = chartedFirst.indexOf(metric);
    return found < 0 ? chartedFirst.length : found;
  };
  return [...latest].sort(
    (one, other) =>
      rank(one) - rank(other) || one.metric.localeCompare(other.metric) || one.node.localeCompare(other.node),
  );
};
