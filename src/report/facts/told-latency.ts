import type { LatencyPair, Percentiles } from '../../model/run-record.js';

/** The latency that a reader is told first: response time, or service time in closed loop, where no other exists. */
export function toldLatency(pair: LatencyPair | undefined): Percentiles | null {
  return pair?.response ?? pair?.service ?? null;
}
