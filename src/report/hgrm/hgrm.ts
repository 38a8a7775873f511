import { build } from 'hdr-histogram-js';
import { UsageError } from '../../errors/errors.js';
import type { RunRecord } from '../../record/run-record.js';
import { primaryLatency } from '../facts/primary-latency.js';
import { damagedHistogram, readHistogram } from '../facts/read-histogram.js';
import type { Reporter } from '../reporter.js';

/**
 * The percentile distribution of all operations in milliseconds, as printed by HdrHistogram: response time, in closed loop
 * service time. Source: HdrHistogram, AbstractHistogram.java, "outputPercentileDistribution".
 */
export const hgrm = {
  summary: "The latency distribution in milliseconds, for HdrHistogram's plotters.",
  fileName: 'latency.hgrm',
  render,
} as const satisfies Reporter;

const ticksPerHalfDistance = 5;
const usPerMs = 1000;

function render(record: RunRecord): string {
  const latency = primaryLatency(record.totals.latency.all);
  if (latency === null) return emptyDistribution;
  const histogram = readHistogram(latency.histogram, latency.count);
  if (histogram === null) throw new UsageError(damagedHistogram('totals'));
  return histogram.outputPercentileDistribution(ticksPerHalfDistance, usPerMs);
}

/** For an empty histogram, the library prints no mean; HdrHistogram itself prints 0. */
const emptyDistribution = build()
  .outputPercentileDistribution(ticksPerHalfDistance, usPerMs)
  .replaceAll(/ *NaN/g, (cell) => '0.000'.padStart(cell.length));
