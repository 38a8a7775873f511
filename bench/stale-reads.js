import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { runPattern } from './lib/run-pattern.js';

// Counts stale reads beside 300 writes/s on 100 keys, by how writes invalidate. Lease and set-if-newer must have none.
//   node bench/stale-reads.js [--reads 200000] [--rate 5000]
const variants = [
  '{ kind: ttl-only, ttl: 2s }',
  '{ kind: cache-aside, ttl: 2s }',
  '{ kind: cache-aside, ttl: 2s, invalidate: delete-twice, secondDeleteAfter: 20ms }',
  '{ kind: cache-aside, ttl: 2s, invalidate: set }',
  '{ kind: cache-aside, ttl: 2s, invalidate: set-if-newer }',
  '{ kind: cache-aside, ttl: 2s, stampede: lease }',
];
const writesPerSecond = 300;

await runScript({ reads: 200_000, rate: 5_000 }, async ({ reads, rate }) => {
  const rows = [];
  for (const pattern of variants) {
    const { origin, totals } = await runPattern({
      'workload.pattern': pattern,
      'workload.keys': '100',
      'workload.rate': String(rate + writesPerSecond),
      'workload.mix': `{ get: ${rate}, set: ${writesPerSecond} }`,
      'origin.readTime': '2ms',
      'phases.duration': `${Math.ceil(reads / rate)}s`,
    });
    const read = totals.latency.get.service.count;
    rows.push([
      pattern.replace(/^\{ kind: | \}$/g, ''),
      whole(read),
      whole(origin.stale.count),
      fixed((1e6 * origin.stale.count) / read, 0),
      fixed(origin.stale.maxAgeMs, 0, ' ms'),
      fixed(100 * origin.offloadRatio, 1, ' %'),
      String(origin.refusedFills ?? ''),
    ]);
  }
  const heads = ['pattern', 'reads', 'stale', 'per million', 'oldest', 'offload', 'refused fills'];
  console.log(`${machine()}\n\n${table(heads, rows)}`);
});
