import { type LookupAddress, lookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Ranges that `allowPrivateAddress` opens; the rest of what is not public stays shut (metadata, multicast …). */
const privateRanges = new Set(["private", "loopback", "uniqueLocal", "carrierGradeNat"]);

/** Refusal to talk to an address. */
export class AddressBlocked extends Error {
  override readonly name = "AddressBlocked";
  /** How to mend it. */
  readonly fix: string;

  constructor(address: string, range: string) {
    super(`address ${address} is ${range}, not public`);
    this.fix = privateRanges.has(range)
      ? "name a public address, or set allowPrivateAddress: true for a receiver in your own network"
      : "name another address: this one is never connected to";
  }
}

/**
 * Why an address must not be connected to; null when it may. IPv4 within IPv6 is judged as IPv4. Source: IANA special
 * purpose address registries, as ipaddr.js knows them.
 */
export const blockedRange = (address: string, allowPrivateAddress: boolean): string | null => {
  if (!ipaddr.isValid(address)) return "not an IP address";
  const range = ipaddr.process(address).range();
  if (range === "unicast") return null;
  return allowPrivateAddress && privateRanges.has(range) ? null : range;
};

/** Throws AddressBlocked when the host is an IP address that must not be connected to; names pass. */
export const checkLiteral = (host: string, allowPrivateAddress: boolean): void => {
  const literal = host.replace(/^\[|\]$/g, "");
  if (!ipaddr.isValid(literal)) return;
  const range = blockedRange(literal, allowPrivateAddress);
  if (range !== null) throw new AddressBlocked(literal, range);
};

/** Resolves a name to all of its addresses. */
export type Resolve = (
  hostname: string,
  options: { readonly all: true },
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A lookup for sockets that answers only with addresses that may be connected to. The socket connects to the very
 * address that was checked, so a name that changes its answer between check and use gains nothing.
 */
export const guardedLookup =
  (allowPrivateAddress: boolean, resolve: Resolve = lookup): LookupFunction =>
  (hostname, options, callback) => {
    resolve(hostname, { all: true }, (error, addresses) => {
      if (error !== null) {
        callback(error, []);
        return;
      }
      const blocked = addresses.find(({ address }) => blockedRange(address, allowPrivateAddress) !== null);
      const [first] = addresses;
      if (blocked !== undefined) {
        const range = blockedRange(blocked.address, allowPrivateAddress) ?? "blocked";
        callback(new AddressBlocked(blocked.address, range), []);
      } else if (options.all === true) {
        callback(null, addresses);
      } else {
        callback(null, first?.address ?? "", first?.family);
      }
    });
  };
