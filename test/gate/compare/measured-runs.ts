import { forkRandom, type Random } from '../../../src/random/random.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import type { LatencyPair } from '../../../src/record/sections/stats.js';
import { buildRecord, latencyAround, stats } from '../../fixtures/records/build-record.js';

/** The figures of a run, as factors on those of a healthy record. */
interface Factors {
  readonly throughput?: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly max?: number;
  readonly failed?: number;
}

const base = buildRecord();
/** Histograms are slow to build, and no comparison reads them. */
const healthy = latencyAround(202_000, 342, 2340, 9870);

/** A record of run `index` with the figures of a healthy one, multiplied by factors. */
export function runOf(index: number, factors: Factors = {}, different: Partial<RunRecord> = {}): RunRecord {
  const { throughput = 1, p50 = 1, p99 = 1, max = 1, failed = 1 } = factors;
  const fail = Math.round(2_000 * failed);
  const ok = Math.round(200_000 * throughput);
  const [p50Us, p99Us] = [Math.round(342 * p50), Math.round(2340 * p99)];
  const maxUs = Math.round(2340 * p99 + 7530 * max);
  const scaled = (pair: LatencyPair): LatencyPair => ({
    response: pair.response && { ...pair.response, count: ok + fail, p50Us, p99Us, maxUs },
    service: pair.service && { ...pair.service, count: ok + fail },
  });
  const latency = Object.fromEntries(Object.entries(healthy).map(([kind, pair]) => [kind, scaled(pair)]));
  return {
    ...base,
    run: {
      ...base.run,
      id: `run-${index}`,
      seed: index,
      startedAt: new Date(Date.UTC(2026, 1, 14, 9, index)).toISOString(),
    },
    totals: stats({ planned: ok + fail, ok, fail }, 20_000, latency, { timeout: fail }),
    ...different,
  };
}

/** Records of `count` runs, each figure with independent noise around `factors`. */
export function noisyRuns(count: number, noise: number, random: Random, factors: Factors = {}): readonly RunRecord[] {
  const drawn = (factor = 1) => factor * Math.exp(noise * normal(random));
  return Array.from({ length: count }, (_, index) =>
    runOf(index, {
      throughput: drawn(factors.throughput),
      p50: drawn(factors.p50),
      p99: drawn(factors.p99),
      max: drawn(factors.max),
      failed: drawn(factors.failed),
    }),
  );
}

/**
 * Records of `count` runs as on a shared machine: a busy moment changes all speeds of a run together, each figure has a
 * little independent noise, tails have more, and one run in ten had a bad neighbour that only ever slows it down.
 */
export function sharedMachineRuns(count: number, random: Random, factors: Factors = {}): readonly RunRecord[] {
  return Array.from({ length: count }, (_, index) => {
    const busy = Math.exp(0.02 * normal(random)) * (random.next() < 0.1 ? 1 + 0.4 * random.next() : 1);
    const own = (noise: number) => Math.exp(noise * normal(random));
    return runOf(index, {
      throughput: ((factors.throughput ?? 1) / busy) * own(0.005),
      p50: (factors.p50 ?? 1) * busy * own(0.01),
      p99: (factors.p99 ?? 1) * busy * own(0.03),
      max: (factors.max ?? 1) * busy * own(0.3),
      failed: (factors.failed ?? 1) * own(0.03),
    });
  });
}

const trialCount = 300;

/** What a comparison promises at a confidence of 95 %. */
export const leastOf100 = 95;

/** In how many of a hundred trials something holds; each trial has its own random numbers, the same every time. */
export function holdingOf100(label: string, trial: (random: Random) => boolean): number {
  const trials = Array.from({ length: trialCount }, (_, index) => trial(forkRandom(2026, `${label} ${index}`)));
  return (trials.filter(Boolean).length / trials.length) * 100;
}

/** A random number from the standard normal distribution. Source: Box and Muller, 1958. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
