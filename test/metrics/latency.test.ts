import { inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { describe, expect, it } from 'vitest';
import {
  bucketStartUs,
  countsLength,
  highestTrackableUs,
  type LatencyCounts,
  LatencyRecorder,
} from '../../src/metrics/latency-recorder.js';
import { LatencySum } from '../../src/metrics/latency-sum.js';

/** Microseconds of every magnitude, with fractions, and some out of range. */
const anyUs = fc.oneof(
  fc.double({ min: 0, max: 5_000, noNaN: true }),
  fc.double({ min: 0, max: Math.log2(highestTrackableUs) + 2, noNaN: true }).map((magnitude) => 2 ** magnitude),
  fc.constantFrom(-5, 0, 0.4, 1, 2_047, 2_048, 2_049, 4_095, 4_096, highestTrackableUs, 2 * highestTrackableUs),
);
const latenciesUs = fc.array(anyUs, { minLength: 1, maxLength: 200 });

const percentileFields = {
  p50Us: 50,
  p90Us: 90,
  p95Us: 95,
  p99Us: 99,
  p99_9Us: 99.9,
  p99_99Us: 99.99,
} as const;

describe('recorded latencies', () => {
  it('are in the buckets of HdrHistogram, with its percentiles', () => {
    fc.assert(
      fc.property(latenciesUs, (values) => {
        const reference = referenceOf(values);
        const percentiles = sumOf([recordAll(values)]).percentiles();
        const maxUs = Math.max(...values.map(clampedUs));
        const minUs = Math.min(...values.map(clampedUs));
        expect(percentiles).toMatchObject({ count: values.length, maxUs });
        for (const [field, percentile] of Object.entries(percentileFields))
          expect(percentiles?.[field as keyof typeof percentileFields]).toBe(
            Math.min(maxUs, reference.getValueAtPercentile(percentile)),
          );
        expect(encodedAgain(percentiles?.histogram ?? '')).toBe(encodeIntoCompressedBase64(reference));
        expect(percentiles?.meanUs).toBe(Math.round(reference.mean));
        expect(within3Digits(percentiles?.minUs ?? Number.NaN, minUs)).toBe(true);
      }),
    );
  });

  it('are encoded as text without shifted counts, as some implementations require', () => {
    fc.assert(
      fc.property(latenciesUs, (values) => {
        const text = sumOf([recordAll(values)]).percentiles()?.histogram ?? '';
        const compressed = Buffer.from(text, 'base64');
        expect(compressed.readInt32BE(4)).toBe(compressed.length - 8);
        // Cookie, length of the payload, normalizing index offset.
        expect(inflateSync(compressed.subarray(8)).readInt32BE(8)).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it('are encoded as text from which HdrHistogram reads the same counts', () => {
    fc.assert(
      fc.property(latenciesUs, (values) => {
        const text = sumOf([recordAll(values)]).percentiles()?.histogram ?? '';
        const decoded = decodeFromCompressedBase64(text);
        const reference = referenceOf(values);
        expect(decoded.totalCount).toBe(values.length);
        // The single latencies in order determine every count.
        const ranks = values.map((_, index) => ((index + 1) * 100) / values.length);
        expect(ranks.map((rank) => decoded.getValueAtPercentile(rank))).toEqual(
          ranks.map((rank) => reference.getValueAtPercentile(rank)),
        );
      }),
      { numRuns: 30 },
    );
  });

  it('keep their exact counts in consecutive buckets without gaps', () => {
    for (let index = 2; index < countsLength; index += 1)
      expect(bucketStartUs(index)).toBeGreaterThan(bucketStartUs(index - 1));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: highestTrackableUs }), (us) => {
        const { indexes, counts, maxUs } = recordAll([us]);
        const index = indexes[0] ?? 0;
        expect([...counts]).toEqual([1]);
        expect(maxUs).toBe(us);
        expect(bucketStartUs(index)).toBeLessThanOrEqual(us);
        expect(bucketStartUs(index + 1)).toBeGreaterThan(us);
      }),
    );
  });

  it.each([
    { name: 'zero', latencyMs: 0, us: 1 },
    { name: 'less than half a microsecond', latencyMs: 0.0004, us: 1 },
    { name: 'a negative one', latencyMs: -3, us: 1 },
    { name: 'minus infinity', latencyMs: Number.NEGATIVE_INFINITY, us: 1 },
    { name: 'ten minutes', latencyMs: 600_000, us: 600_000_000 },
    { name: 'more than ten minutes', latencyMs: 900_000, us: 600_000_000 },
    { name: 'infinity', latencyMs: Number.POSITIVE_INFINITY, us: 600_000_000 },
    { name: 'a fraction, which is rounded', latencyMs: 1.2345, us: 1_235 },
  ])('are clamped to the trackable range: $name', ({ latencyMs, us }) => {
    const recorder = new LatencyRecorder();
    recorder.record(latencyMs);
    expect(recorder.take()?.maxUs).toBe(us);
  });

  it('exclude NaN, which is no latency', () => {
    const recorder = new LatencyRecorder();
    recorder.record(Number.NaN);
    expect(recorder.take()).toBeNull();
  });

  it('are removed from the recorder once taken', () => {
    fc.assert(
      fc.property(latenciesUs, latenciesUs, (first, second) => {
        const recorder = new LatencyRecorder();
        for (const us of first) recorder.record(us / 1000);
        recorder.take();
        expect(recorder.take()).toBeNull();
        for (const us of second) recorder.record(us / 1000);
        expect(recorder.take()).toEqual(recordAll(second));
      }),
      { numRuns: 30 },
    );
  });
});

describe('a sum of latencies', () => {
  it('equals what one recorder would have counted', () => {
    fc.assert(
      fc.property(fc.array(latenciesUs, { minLength: 1, maxLength: 5 }), (parts) => {
        expect(sumOf(parts.map(recordAll)).percentiles()).toEqual(sumOf([recordAll(parts.flat())]).percentiles());
      }),
      { numRuns: 30 },
    );
  });

  it('returns quantiles of the sorted latencies to 3 digits', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: highestTrackableUs }), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999, 1),
        (values, share) => {
          const sorted = [...values].sort((left, right) => left - right);
          const exactUs = sorted[Math.max(1, Math.ceil(share * sorted.length - 1e-9)) - 1] ?? Number.NaN;
          const reportedUs = sumOf([recordAll(values)]).quantileUs(share) ?? Number.NaN;
          expect(reportedUs).toBeGreaterThanOrEqual(exactUs);
          expect(within3Digits(reportedUs, exactUs)).toBe(true);
        },
      ),
    );
  });

  it('has no figure without a latency', () => {
    const sum = new LatencySum();
    expect([sum.total, sum.maxUs, sum.quantileUs(0.5), sum.percentiles()]).toEqual([0, null, null, null]);
  });
});

function clampedUs(us: number): number {
  // The conversion to milliseconds and back is part of recording.
  return Math.min(highestTrackableUs, Math.max(1, Math.round((us / 1000) * 1000)));
}

function within3Digits(reportedUs: number, exactUs: number): boolean {
  return Math.abs(reportedUs - exactUs) <= exactUs / 1000;
}

function recordAll(values: readonly number[]): LatencyCounts {
  const recorder = new LatencyRecorder();
  for (const us of values) recorder.record(us / 1000);
  const counts = recorder.take();
  if (counts === null) throw new Error('Nothing was recorded.');
  return counts;
}

function sumOf(parts: readonly LatencyCounts[]): LatencySum {
  const sum = new LatencySum();
  for (const part of parts) sum.add(part);
  return sum;
}

/** As the library itself would write what it reads from a text. */
function encodedAgain(text: string): string {
  return encodeIntoCompressedBase64(decodeFromCompressedBase64(text, 64));
}

function referenceOf(values: readonly number[]): Histogram {
  const histogram = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: highestTrackableUs,
    numberOfSignificantValueDigits: 3,
    bitBucketSize: 64,
  });
  for (const us of values) histogram.recordValue(clampedUs(us));
  return histogram;
}
