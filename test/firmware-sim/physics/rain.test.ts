import fc from "fast-check";
import { expect, test } from "vitest";
import { rainCoefficients, rainDecibels } from "../../../firmware-sim/physics/rain.ts";

test.each([
  { gigahertz: 6, kH: 0.0007056, alphaH: 1.59, kV: 0.0004878, alphaV: 1.5728 },
  { gigahertz: 7, kH: 0.001915, alphaH: 1.481, kV: 0.001425, alphaV: 1.4745 },
  { gigahertz: 10, kH: 0.01217, alphaH: 1.2571, kV: 0.01129, alphaV: 1.2156 },
  { gigahertz: 15, kH: 0.04481, alphaH: 1.1233, kV: 0.05008, alphaV: 1.044 },
  { gigahertz: 20, kH: 0.09164, alphaH: 1.0568, kV: 0.09611, alphaV: 0.9847 },
  { gigahertz: 30, kH: 0.2403, alphaH: 0.9485, kV: 0.2291, alphaV: 0.9129 },
  { gigahertz: 40, kH: 0.4431, alphaH: 0.8673, kV: 0.4274, alphaV: 0.8421 },
])("at $gigahertz GHz the coefficients are those of table 5 of P.838-3", (row) => {
  const horizontal = rainCoefficients(row.gigahertz, "horizontal");
  const vertical = rainCoefficients(row.gigahertz, "vertical");
  expect(horizontal.k / row.kH).toBeCloseTo(1, 3);
  expect(horizontal.alpha).toBeCloseTo(row.alphaH, 4);
  expect(vertical.k / row.kV).toBeCloseTo(1, 3);
  expect(vertical.alpha).toBeCloseTo(row.alphaV, 4);
});

test("more rain, and a longer hop, never weaken less", () => {
  const rate = fc.double({ min: 0, max: 200, noNaN: true });
  const kilometres = fc.double({ min: 0.5, max: 30, noNaN: true });
  fc.assert(
    fc.property(rate, rate, kilometres, fc.integer({ min: 6, max: 38 }), (one, other, length, gigahertz) => {
      const rain = rainCoefficients(gigahertz, "vertical");
      const lossAt = (millimetres: number, more = 0): number =>
        rainDecibels({ frequencyGigahertz: gigahertz, kilometres: length + more }, rain, millimetres);
      expect(lossAt(Math.max(one, other))).toBeGreaterThanOrEqual(lossAt(Math.min(one, other)));
      expect(lossAt(one, 1)).toBeGreaterThanOrEqual(lossAt(one) - 1e-9);
    }),
  );
});

test("a cloudburst of 100 mm/h costs 34 dB over 10 km at 15 GHz, and 12 dB over 30 km at 7 GHz", () => {
  const lossOver = (frequencyGigahertz: number, kilometres: number): number =>
    rainDecibels({ frequencyGigahertz, kilometres }, rainCoefficients(frequencyGigahertz, "vertical"), 100);
  expect(lossOver(15, 10)).toBeCloseTo(34, 0);
  expect(lossOver(7, 30)).toBeCloseTo(12, 0);
});
