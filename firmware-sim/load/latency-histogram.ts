/** Sub-buckets per power of two: a value is known to 1 part in 64. */
const subBucketsPerOctave = 64;
const octavesMax = 25;
const microsecondsMax = 2 ** 31 - 1;

const bucketOf = (microseconds: number): number => {
  const shift = Math.max(0, octavesMax - Math.clz32(microseconds));
  return shift * subBucketsPerOctave + (microseconds >>> shift);
};

const upperEdgeOf = (bucket: number): number => {
  const shift = Math.max(0, Math.floor(bucket / subBucketsPerOctave) - 1);
  return (bucket - shift * subBucketsPerOctave + 1) * 2 ** shift - 1;
};

/** Percentiles of a latency in milliseconds; all 0 when nothing was recorded. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p99: number;
  readonly p999: number;
  readonly max: number;
}

/** Histogram of latencies from 1 µs to 35 min in logarithmic buckets 1.6 % wide; recording allocates nothing. */
export class LatencyHistogram {
  readonly #counts = new Float64Array((octavesMax + 2) * subBucketsPerOctave);
  #total = 0;
  #maximumMs = 0;

  get count(): number {
    return this.#total;
  }

  /** Records one latency; a negative one counts as 0. */
  record(latencyMs: number): void {
    const microseconds = Math.min(Math.max(0, Math.round(latencyMs * 1000)), microsecondsMax);
    const bucket = bucketOf(microseconds);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total++;
    if (latencyMs > this.#maximumMs) this.#maximumMs = latencyMs;
  }

  /** The latency in milliseconds that this share (0–1) of the records does not exceed, at most 1.6 % too high. */
  percentile(share: number): number {
    const rank = Math.ceil(share * this.#total);
    let seen = 0;
    for (let bucket = 0; bucket < this.#counts.length; bucket++) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank && seen > 0) return Math.min(upperEdgeOf(bucket) / 1000, this.#maximumMs);
    }
    return 0;
  }

  /** Forgets everything. */
  clear(): void {
    this.#counts.fill(0);
    this.#total = 0;
    this.#maximumMs = 0;
  }

  percentiles(): LatencyPercentiles {
    return {
      p50: this.percentile(0.5),
      p99: this.percentile(0.99),
      p999: this.percentile(0.999),
      max: this.#maximumMs,
    };
  }
}
