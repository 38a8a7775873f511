import { runScript } from './lib/options.js';
import { fixed, machine, table } from './lib/report.js';
import { runPattern } from './lib/run-pattern.js';

// Compares the offload of TTL-only runs, and the misses after a flush, with their closed forms for Poisson reads of Zipf keys.
//   node bench/offload.js [--ttl 500,2000,8000] [--seconds 20]
const [rate, keys, exponent] = [1_000, 1_000, 0.99];
const ratesPerSecond = zipfShares().map((share) => share * rate);
const load = {
  'workload.rate': String(rate),
  'workload.keys': String(keys),
  'workload.distribution': `zipf:${exponent}`,
};

await runScript({ ttl: [500, 2_000, 8_000], seconds: 20 }, async ({ ttl, seconds }) => {
  const offloads = [];
  for (const ttlMs of ttl) {
    const { origin } = await runPattern({
      ...load,
      'workload.pattern': `{ kind: ttl-only, ttl: ${ttlMs}ms, jitter: 0%, stampede: single-flight }`,
      'phases.warmup': `${ttlMs * 2}ms`,
      'phases.duration': `${seconds}s`,
    });
    const expected = expectedOffload(ttlMs / 1000);
    offloads.push([
      `${ttlMs} ms`,
      percent(expected),
      percent(origin.offloadRatio),
      percent(origin.offloadRatio - expected),
    ]);
  }
  console.log(`${machine()}\n\n${table(['TTL', 'offload by formula', 'measured', 'difference'], offloads)}\n`);
  console.log(
    table(['after the flush', 'misses by formula', 'measured', 'reads'], await missesAfterFlush(2 * seconds)),
  );
});

/** Jung et al. 2003: with a read rate L per key, reads hit with probability L T / (1 + L T). @param {number} ttlSeconds */
function expectedOffload(ttlSeconds) {
  return average((perSecond) => (perSecond * ttlSeconds) / (1 + perSecond * ttlSeconds));
}

/** @param {number} seconds */
async function missesAfterFlush(seconds) {
  const { timeline, faults, origin } = await runPattern({
    ...load,
    'workload.pattern': '{ kind: ttl-only, ttl: 1h, stampede: single-flight }',
    'phases.warmup': '2s',
    'phases.duration': `${seconds}s`,
    faults: '[{ at: 1s, every: 4s, flush: {} }]',
  });
  const { intervalMs } = timeline;
  // A key is cached once its read of the origin has ended.
  const fillMs = origin.latency.meanUs / 1000;
  return [100, 200, 500, 1_000, 2_000].map((sinceMs) => {
    const width = Math.max(intervalMs, sinceMs / 5);
    let [reads, misses, expected] = [0, 0, 0];
    for (const interval of timeline.intervals)
      for (const { injectedAtMs } of faults) {
        const afterMs = interval.startMs - injectedAtMs;
        if (Math.abs(afterMs + intervalMs / 2 - sinceMs) > width / 2) continue;
        reads += interval.hits + interval.misses;
        misses += interval.misses;
        expected += (interval.hits + interval.misses) * missesWithin(afterMs - fillMs, intervalMs);
      }
    return [`${sinceMs} ms`, percent(expected / reads), percent(misses / reads), String(reads)];
  });
}

/** The mean share of misses over some time that begins this long after a flush. @param {number} fromMs @param {number} lengthMs */
function missesWithin(fromMs, lengthMs) {
  const parts = 20;
  const moments = Array.from({ length: parts }, (_, part) => fromMs + ((part + 0.5) * lengthMs) / parts);
  const shares = moments.map((ms) => average((perSecond) => Math.exp((-perSecond * Math.max(0, ms)) / 1000)));
  return shares.reduce((sum, share) => sum + share, 0) / parts;
}

/** Over all reads. @param {(perSecond: number) => number} of by the read rate of a key */
function average(of) {
  return ratesPerSecond.reduce((sum, perSecond) => sum + (perSecond / rate) * of(perSecond), 0);
}

/** The share of each key in the reads. */
function zipfShares() {
  const weights = Array.from({ length: keys }, (_, index) => (index + 1) ** -exponent);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

/** @param {number} share */
function percent(share) {
  return fixed(100 * share, 2, ' %');
}
