/** Which way of a metric is bad. */
export type Direction = "low" | "high" | "both" | "none";

interface MetricWords {
  readonly name: string;
  /** Unit symbol as shown; empty where there is none. */
  readonly unit: string;
  readonly direction: Direction;
  readonly label: { readonly vi: string; readonly en: string };
}

/** A measured number with the range outside of which it can't be true. */
export interface NumberMetric extends MetricWords {
  readonly kind: "number";
  readonly minimum: number;
  readonly maximum: number;
  /** Band in which the value is unremarkable; null where the plant decides. */
  readonly normal: readonly [number, number] | null;
}

/** True or false, stored as 1 or 0. */
export interface BooleanMetric extends MetricWords {
  readonly kind: "boolean";
  readonly normal: boolean | null;
}

/** One word of a list, stored as its place in it. */
export interface WordMetric extends MetricWords {
  readonly kind: "word";
  readonly words: readonly string[];
  readonly normal: string | null;
}

/** What the platform says of a plant on battery, and no device may: minutes until its disconnect, p10. */
export const platformMetric = "site.autonomy";

/** An entry of the metric dictionary. */
export type Metric = NumberMetric | BooleanMetric | WordMetric;

type Label = readonly [vi: string, en: string];

const number = (
  name: string,
  unit: string,
  range: readonly [number, number],
  direction: Direction,
  label: Label,
  normal: readonly [number, number] | null = null,
): NumberMetric => ({
  kind: "number",
  name,
  unit,
  minimum: range[0],
  maximum: range[1],
  direction,
  label: { vi: label[0], en: label[1] },
  normal,
});

const boolean = (name: string, direction: Direction, label: Label, normal: boolean): BooleanMetric => ({
  kind: "boolean",
  name,
  unit: "",
  direction,
  label: { vi: label[0], en: label[1] },
  normal,
});

const word = (name: string, words: readonly string[], label: Label, normal: string | null): WordMetric => ({
  kind: "word",
  name,
  unit: "",
  words,
  direction: "none",
  label: { vi: label[0], en: label[1] },
  normal,
});

/**
 * The metric dictionary: every metric that the platform understands, with unit, physical range, the bad
 * direction and its name in both languages. Sources: -48 V plant practice (ETSI EN 300 132-2), battery data
 * sheets, ITU-R P.530 link budgets, 3GPP TS 28.552. A metric that is not here is stored and shown all the same.
 */
export const metrics: readonly Metric[] = [
  number("mains.voltage", "V", [0, 300], "both", ["Điện áp lưới", "Mains voltage"], [200, 240]),
  boolean("mains.present", "low", ["Có điện lưới", "Mains present"], true),
  number("mains.frequency", "Hz", [45, 55], "both", ["Tần số lưới", "Mains frequency"], [49.5, 50.5]),
  number("mains.current", "A", [0, 100], "high", ["Dòng điện lưới", "Mains current"], [0, 30]),
  number("dc.bus.voltage", "V", [40, 60], "both", ["Điện áp DC", "DC bus voltage"], [53.5, 56.4]),
  number("dc.load.current", "A", [0, 500], "high", ["Dòng tải DC", "DC load current"]),
  number("battery.current", "A", [-500, 500], "low", ["Dòng ắc quy", "Battery current"]),
  number(
    "battery.temperature",
    "°C",
    [-20, 80],
    "both",
    ["Nhiệt độ ắc quy", "Battery temperature"],
    [20, 30],
  ),
  number(
    "battery.midpoint.deviation",
    "%",
    [0, 10],
    "high",
    ["Lệch điểm giữa ắc quy", "Battery midpoint deviation"],
    [0, 1],
  ),
  number(
    "battery.soc",
    "%",
    [0, 100],
    "low",
    ["Dung lượng ắc quy còn lại", "Battery state of charge"],
    [90, 100],
  ),
  number(
    "battery.autonomy",
    "min",
    [0, 2880],
    "low",
    ["Thời gian ắc quy còn lại", "Battery autonomy"],
    [240, 2880],
  ),
  number(
    platformMetric,
    "min",
    [0, 2880],
    "low",
    ["Dự báo thời gian còn điện", "Forecast time left on battery"],
    [240, 2880],
  ),
  number("battery.soh", "%", [0, 120], "low", ["Sức khỏe ắc quy", "Battery state of health"], [80, 120]),
  number("rectifier.ok", "", [0, 64], "low", ["Số chỉnh lưu tốt", "Rectifiers working"]),
  number("rectifier.total", "", [0, 64], "none", ["Tổng số chỉnh lưu", "Rectifiers installed"]),
  word(
    "genset.state",
    ["stopped", "starting", "running", "fault"],
    ["Trạng thái máy phát", "Generator state"],
    "stopped",
  ),
  number("genset.fuel", "%", [0, 100], "low", ["Nhiên liệu máy phát", "Generator fuel"], [60, 100]),
  number("genset.runtime", "h", [0, 200_000], "high", ["Giờ chạy máy phát", "Generator run time"]),
  number("cabinet.temperature", "°C", [-10, 80], "high", ["Nhiệt độ tủ", "Cabinet temperature"], [5, 45]),
  number("room.temperature", "°C", [-10, 80], "high", ["Nhiệt độ phòng", "Room temperature"], [18, 28]),
  number("room.humidity", "%RH", [0, 100], "high", ["Độ ẩm phòng", "Room humidity"], [30, 75]),
  word("aircon.state", ["off", "running", "fault"], ["Trạng thái điều hòa", "Air conditioner state"], null),
  boolean("door.open", "high", ["Cửa mở", "Door open"], false),
  boolean("motion.detected", "high", ["Có chuyển động", "Motion detected"], false),
  boolean("smoke.detected", "high", ["Có khói", "Smoke detected"], false),
  boolean("water.detected", "high", ["Có nước", "Water detected"], false),
  boolean("link.up", "low", ["Tuyến truyền dẫn hoạt động", "Link up"], true),
  number("link.rtt", "ms", [0, 60_000], "high", ["Trễ khứ hồi", "Link round trip"], [0, 50]),
  number("link.loss", "%", [0, 100], "high", ["Mất gói", "Link packet loss"], [0, 0.5]),
  number("microwave.rsl", "dBm", [-95, -20], "low", ["Mức thu vi ba", "Microwave received level"]),
  number("microwave.snr", "dB", [-10, 60], "low", ["SNR vi ba", "Microwave signal to noise"]),
  number(
    "optical.rx.power",
    "dBm",
    [-40, 3],
    "low",
    ["Công suất thu quang", "Optical received power"],
    [-15, -3],
  ),
  boolean("bts.up", "low", ["Trạm phát sóng", "Base station up"], true),
  number("cell.available", "", [0, 96], "low", ["Số cell phát sóng", "Cells available"]),
  number("vswr", "", [1, 3], "high", ["Hệ số sóng đứng", "Voltage standing wave ratio"], [1, 1.5]),
];

/** Prefix of the per-tenant energy counters `energy.tenant.{operator}`, in kWh. */
const tenantEnergyPrefix = "energy.tenant.";

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

const tenantEnergy = (name: string): NumberMetric => {
  const operator = name.slice(tenantEnergyPrefix.length);
  return number(name, "kWh", [0, 1e12], "none", [`Điện năng ${operator}`, `Energy of ${operator}`]);
};

/** The dictionary's entry for a name; null when the dictionary does not know it. */
export const metricNamed = (name: string): Metric | null => {
  const known = byName.get(name);
  if (known) return known;
  return name.startsWith(tenantEnergyPrefix) && name.length > tenantEnergyPrefix.length
    ? tenantEnergy(name)
    : null;
};

const namePattern = /^[A-Za-z][A-Za-z0-9._-]{0,63}$/;

/** True when the text may name a metric: a letter, then up to 63 letters, digits, dots, dashes, underscores. */
export const isMetricName = (text: string): boolean => namePattern.test(text);

/** A stored number as the metric's own kind of value. */
export const presentValue = (metric: Metric | null, stored: number): number | boolean | string => {
  if (metric?.kind === "boolean") return stored !== 0;
  if (metric?.kind === "word") return metric.words[stored] ?? stored;
  return stored;
};
