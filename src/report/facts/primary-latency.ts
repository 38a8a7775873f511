import type { LatencyPair, Percentiles } from '../../record/sections/stats.js';

/** The primary latency: response time, or in closed loop service time, the only one. */
export function primaryLatency(pair: LatencyPair | undefined): Percentiles | null {
  return pair?.response ?? pair?.service ?? null;
}
