import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from "node:crypto";

/** Work of one scrypt call: `cost` is N, a power of two; memory is 128 · cost · blockSize bytes. */
export interface SecretCost {
  readonly cost: number;
  readonly blockSize: number;
  readonly parallelization: number;
}

/** For random secrets of 160 bits and more, which no work factor has to protect from guessing. */
export const tokenCost: SecretCost = { cost: 1024, blockSize: 8, parallelization: 1 };
/** For passwords that people choose (OWASP: N = 2^15, r = 8 and above). */
export const passwordCost: SecretCost = { cost: 32_768, blockSize: 8, parallelization: 1 };

/** A longer secret is refused, so that nobody buys work with megabytes. */
export const secretBytesMax = 1_024;

const saltBytes = 16;
const hashBytes = 32;
const costMax = 131_072;

const derive = (secret: string, salt: Buffer, { cost, blockSize, parallelization }: SecretCost) =>
  new Promise<Buffer>((resolve, reject) => {
    const options: ScryptOptions = {
      N: cost,
      r: blockSize,
      p: parallelization,
      // Node refuses at its default of 32 MiB, which passwordCost needs to the last byte.
      maxmem: 256 * cost * blockSize,
    };
    scrypt(secret, salt, hashBytes, options, (error, key) => (error ? reject(error) : resolve(key)));
  });

const format = (work: SecretCost, salt: Buffer, hash: Buffer): string =>
  [
    "scrypt",
    work.cost,
    work.blockSize,
    work.parallelization,
    salt.toString("base64url"),
    hash.toString("base64url"),
  ].join("$");

const tooLong = (secret: string): boolean => Buffer.byteLength(secret) > secretBytesMax;

/**
 * Hashes a secret for keeping, with a salt of its own, off the event loop. Answers
 * `scrypt$N$r$p$salt$hash`, salt and hash in base64url. Throws RangeError when it is over `secretBytesMax`.
 */
export const hashSecret = async (secret: string, work: SecretCost): Promise<string> => {
  if (tooLong(secret)) throw new RangeError(`a secret may have ${secretBytesMax} bytes at most`);
  const salt = randomBytes(saltBytes);
  return format(work, salt, await derive(secret, salt, work));
};

/** A stored hash that no secret matches: checking against it costs the same work as against a real one. */
export const decoyHash = (work: SecretCost): string =>
  format(work, randomBytes(saltBytes), randomBytes(hashBytes));

const storedPattern = /^scrypt\$(\d{1,7})\$(\d{1,2})\$(\d{1,2})\$([\w-]{22})\$([\w-]{43})$/;

/**
 * True when the secret is the one that was hashed. Works off the event loop and compares in constant time;
 * false for a `stored` text that is not of our format and for a secret over `secretBytesMax`.
 */
export const verifySecret = async (secret: string, stored: string): Promise<boolean> => {
  const [, cost, blockSize, parallelization, salt, hash] = storedPattern.exec(stored) ?? [];
  if (salt === undefined || hash === undefined || Number(cost) > costMax) return false;
  const work = { cost: Number(cost), blockSize: Number(blockSize), parallelization: Number(parallelization) };
  const fits = !tooLong(secret);
  const derived = await derive(fits ? secret : "", Buffer.from(salt, "base64url"), work);
  return timingSafeEqual(derived, Buffer.from(hash, "base64url")) && fits;
};
