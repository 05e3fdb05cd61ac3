import { expect, test } from "vitest";
import { configurationSchema } from "../../app/configuration.ts";

const placesOf = (configuration: unknown): readonly string[] =>
  (configurationSchema.safeParse(configuration).error?.issues ?? []).map(({ path }) => path.join("."));

test.each(["nowhere", "constructor", "toString"])(
  "a route to %s, which is no channel, is refused",
  (channel) => {
    expect(placesOf({ routes: [{ to: [channel] }] })).toEqual(["routes.0.to.0"]);
  },
);

test("trusted proxies are addresses or networks", () => {
  const right = ["127.0.0.1", "::1", "10.0.0.0/8", "fd00::/8"];
  expect(placesOf({ http: { trustedProxies: right } })).toEqual([]);
  expect(placesOf({ http: { trustedProxies: ["127.0.0.1", "nonsense", "10.0.0.0/40"] } })).toEqual([
    "http.trustedProxies.1",
    "http.trustedProxies.2",
  ]);
});
