import { ApiError } from "../errors.ts";
import { iso } from "./instant.ts";

const dayMs = 86_400_000;

/** A period of a request, ms since 1970 UTC, its end not included. */
export interface AskedPeriod {
  readonly fromMs: number;
  readonly toMs: number;
}

const fault = ({ fromMs }: AskedPeriod, message: string, fix: string): ApiError =>
  new ApiError("invalid-range", {
    detail: message,
    fields: [{ path: "query.from", value: iso(fromMs), message, fix }],
  });

/** Refuses a period that ends before it begins, `invalid-range`; one of no length asks about an instant. */
export const demandOrder = (period: AskedPeriod): void => {
  if (period.fromMs > period.toMs)
    throw fault(period, "`from` is after `to`", "exchange the two, or choose an earlier `from`");
};

/** Refuses a period without length or longer than `spanMaxMs` (readingsSpanMaxMs): `invalid-range`. */
export const demandPeriod = (period: AskedPeriod, spanMaxMs: number): void => {
  demandOrder(period);
  const { fromMs, toMs } = period;
  if (fromMs === toMs) throw fault(period, "`from` is not before `to`", "choose an earlier `from`");
  if (toMs - fromMs <= spanMaxMs) return;
  const fix = `ask for ${Math.floor(spanMaxMs / dayMs)} days at most`;
  throw fault(period, "the range is too long (readingsSpanMaxMs)", fix);
};
