import type { RunRecord } from '../../../src/model/run-record.js';
import { forkRandom, type Random } from '../../../src/random/random.js';
import { buildRecord, latencyAround, stats } from '../../fixtures/records/build-record.js';

/** What a run measured, as factors on the figures of a healthy record. */
interface Factors {
  readonly throughput?: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly max?: number;
  readonly failed?: number;
}

/** A record of run `index` in which the figures are those of a healthy one, times factors. */
export function runOf(index: number, factors: Factors = {}, different: Partial<RunRecord> = {}): RunRecord {
  const { throughput = 1, p50 = 1, p99 = 1, max = 1, failed = 1 } = factors;
  const fail = Math.round(2_000 * failed);
  const ok = Math.round(200_000 * throughput);
  const latency = latencyAround(
    ok + fail,
    Math.round(342 * p50),
    Math.round(2340 * p99),
    Math.round(2340 * p99 + 7530 * max),
  );
  const base = buildRecord();
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

/** Records of `count` runs, every figure with noise of its own around `factors`. */
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

/** Of how many trials in a hundred something holds, tried 300 times, each with numbers of its own that are the same every time. */
export function holdingOf100(label: string, trial: (random: Random) => boolean): number {
  const trials = Array.from({ length: 300 }, (_, index) => trial(forkRandom(2026, `${label} ${index}`)));
  return (trials.filter(Boolean).length / trials.length) * 100;
}

/** A number of the standard normal distribution. Source: Box and Muller, 1958. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
