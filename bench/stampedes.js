import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { runPattern } from './lib/run-pattern.js';

// Reads of the origin for each expiry of one key, by what protects it, beside their closed forms: 1 + L d without protection
// (L: reads/s, d: time of a read), e^(1/beta) with xfetch, 1 with the others.
//   node bench/stampedes.js [--rate 500] [--read-ms 100] [--ttl-ms 2000] [--seconds 40]
await runScript({ rate: 500, 'read-ms': 100, 'ttl-ms': 2_000, seconds: 40 }, async (options) => {
  const { rate, seconds, 'read-ms': readMs, 'ttl-ms': ttlMs } = options;
  const herd = (rate * readMs) / 1000;
  // Reads per expiry, and how much longer or shorter than the TTL the time between two expiries is: the last of a herd sets
  // the value when the first of it could have read it again; with xfetch, the first refresh starts d ln(L d) early.
  const expected = {
    none: { reads: 1 + herd, beyondMs: 2 * readMs },
    'single-flight': { reads: 1, beyondMs: readMs },
    lock: { reads: 1, beyondMs: readMs },
    lease: { reads: 1, beyondMs: readMs },
    xfetch: { reads: Math.E, beyondMs: readMs * (1 - Math.log(herd)) },
  };
  const rows = [];
  for (const [stampede, { reads, beyondMs }] of Object.entries(expected)) {
    const { origin, totals } = await runPattern({
      'workload.pattern': `{ kind: cache-aside, ttl: ${ttlMs}ms, jitter: 0%, stampede: ${stampede} }`,
      'workload.distribution': 'hotset:0.001:1',
      'workload.rate': String(rate),
      'workload.connections': '128',
      'origin.connections': '128',
      'origin.readTime': `${readMs}ms`,
      'phases.warmup': '3s',
      'phases.duration': `${seconds}s`,
    });
    const expiries = (1000 * seconds) / (ttlMs + beyondMs);
    rows.push([
      stampede,
      fixed(reads, 2),
      fixed(origin.counts.reads / expiries, 2),
      whole(origin.sameKeyMax),
      fixed(totals.latency.get.service.meanUs / 1000, 2, ' ms'),
    ]);
  }
  const heads = ['stampede', 'reads per expiry, formula', 'measured', 'most at once', 'mean read'];
  console.log(`${machine()}\n\n${table(heads, rows)}`);
});
