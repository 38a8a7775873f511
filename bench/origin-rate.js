import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { runPattern } from './lib/run-pattern.js';

// How punctually logical operations start with PostgreSQL behind the cache, by their rate. To compare with other machines, only
// the lag counts: the generator, Redis and PostgreSQL share the cores.
//   node bench/origin-rate.js [--rates 1000,5000] [--seconds 10]
await runScript({ rates: [1_000, 2_500, 5_000], seconds: 10 }, async ({ rates, seconds }) => {
  const rows = [];
  for (const rate of rates) {
    const { totals, origin, saturation } = await runPattern({
      'origin.kind': 'postgres',
      'origin.connections': '20',
      'workload.rate': String(rate),
      'workload.keys': '10000',
      'workload.distribution': 'zipf',
      'workload.mix': '{ get: 95, set: 5 }',
      'workload.pattern': '{ kind: cache-aside, ttl: 60s, invalidate: set-if-newer, stampede: single-flight }',
      'phases.warmup': '3s',
      'phases.duration': `${seconds}s`,
    });
    const lagUs = Math.max(
      ...saturation.generator.threads.map(
        (/** @type {{ schedulingLagP99Us: number }} */ one) => one.schedulingLagP99Us,
      ),
    );
    rows.push([
      whole(rate),
      whole(totals.throughputPerSecond),
      fixed(lagUs / 1000, 2, ' ms'),
      whole(origin.counts.reads + origin.counts.writes),
      fixed(100 * origin.offloadRatio, 1, ' %'),
      fixed(totals.latency.get.service.p99Us / 1000, 2, ' ms'),
    ]);
  }
  const heads = ['planned/s', 'answered/s', 'lag p99', 'requests to PostgreSQL', 'offload', 'read p99'];
  console.log(`${machine()}\n\n${table(heads, rows)}`);
});
