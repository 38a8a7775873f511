import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { runPattern } from './lib/run-pattern.js';

// Counts stale reads beside 300 writes/s on 100 keys, by how writes invalidate. Lease and set-if-newer must have none.
//   node bench/stale-reads.js [--patterns delete,lease] [--reads 200000] [--rate 5000] [--memcached]
const variants = {
  'ttl-only': '{ kind: ttl-only, ttl: 2s }',
  delete: '{ kind: cache-aside, ttl: 2s }',
  'delete-twice': '{ kind: cache-aside, ttl: 2s, invalidate: delete-twice, secondDeleteAfter: 20ms }',
  set: '{ kind: cache-aside, ttl: 2s, invalidate: set }',
  'set-if-newer': '{ kind: cache-aside, ttl: 2s, invalidate: set-if-newer }',
  lease: '{ kind: cache-aside, ttl: 2s, stampede: lease }',
  /** Only on memcached; its stale reads are allowed. */
  'mark-stale': '{ kind: cache-aside, ttl: 2s, invalidate: mark-stale, markedFor: 2s, stampede: lease }',
};
const writesPerSecond = 300;

const defaults = { patterns: Object.keys(variants), reads: 200_000, rate: 5_000, memcached: false };

await runScript(defaults, async ({ patterns, reads, rate, memcached }) => {
  const rows = [];
  for (const [name, pattern] of Object.entries(variants)) {
    if (!patterns.includes(name) || (name === 'mark-stale' && !memcached)) continue;
    const { origin, totals } = await runPattern({
      ...(memcached && { topology: '{ kind: memcached, shards: 1 }' }),
      'workload.pattern': pattern,
      'workload.keys': '100',
      'workload.rate': String(rate + writesPerSecond),
      'workload.mix': `{ get: ${rate}, set: ${writesPerSecond} }`,
      'origin.readTime': '2ms',
      'phases.duration': `${Math.ceil(reads / rate)}s`,
    });
    const read = totals.latency.get.service.count;
    rows.push([
      name,
      whole(read),
      whole(origin.stale.count),
      whole(origin.stale.byCause.allowed),
      fixed((1e6 * origin.stale.count) / read, 0),
      fixed(origin.stale.maxAgeMs, 0, ' ms'),
      fixed(100 * origin.offloadRatio, 1, ' %'),
      String(origin.refusedFills ?? ''),
    ]);
  }
  const heads = ['pattern', 'reads', 'stale', 'allowed', 'per million', 'oldest', 'offload', 'refused fills'];
  console.log(`${machine()}\n\n${table(heads, rows)}`);
});
