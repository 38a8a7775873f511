import { RowLedger } from '../../../src/audit/row-ledger.js';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { DriverDefinition } from '../../../src/load/driver/driver.js';
import { IssueLoop } from '../../../src/load/issue-loop.js';
import type { WorkerPlan } from '../../../src/load/load-plan.js';
import { OriginPerformer } from '../../../src/load/origin/origin-performer.js';
import { OriginRecorder } from '../../../src/load/origin/origin-recorder.js';
import type { CacheCommands } from '../../../src/load/pattern/cache-commands.js';
import { type PatternKind, patterns } from '../../../src/load/pattern/registry.js';
import { respCommands } from '../../../src/load/pattern/resp-commands.js';
import { patternOperations } from '../../../src/load/workload/plan-operations.js';
import type { IntervalCounts } from '../../../src/metrics/interval-counts.js';
import { Measurements } from '../../../src/metrics/measurements.js';
import { OriginTotals } from '../../../src/metrics/origin-totals.js';
import { requestsOf } from '../../../src/model/operation-plan.js';
import type { OriginClient } from '../../../src/origin/client.js';
import { type Meddling, MemoryCache } from '../../fakes/memory-cache.js';
import { MemoryOrigin } from '../../fakes/memory-origin.js';
import { workerPlan } from '../worker-plan.js';

export interface PatternRun {
  readonly kind: PatternKind;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly mix?: { readonly get: number; readonly set: number };
  readonly plan: Partial<WorkerPlan>;
  /** Absent: those of Redis. */
  readonly cache?: CacheCommands;
  /** How long a read of the origin takes. */
  readonly readMs?: number;
  /** What is read and written in place of an origin in this process. */
  readonly client?: OriginClient;
}

/** Runs a pattern over a cache and an origin in this process. */
export async function runInMemory({ meddling, ...run }: PatternRun & { readonly meddling?: Meddling }) {
  const opened: MemoryCache[] = [];
  const ran = await runPattern(run, async (driverOptions, host) => {
    const cache = new MemoryCache(driverOptions, host, meddling);
    opened.push(cache);
    for (let connection = 0; connection < driverOptions.connections; connection += 1)
      host.connectionChanged(connection, 'memory');
    return cache;
  });
  return { ...ran, calls: opened[0]!.calls };
}

/** Runs a pattern over an origin in this process, with the cache that a driver reaches. */
export async function runPattern(
  { kind, options = {}, mix = { get: 1, set: 0 }, plan: changes, cache = respCommands, readMs, client }: PatternRun,
  open: DriverDefinition['open'],
) {
  const pattern = patterns[kind].plan(options, cache);
  const operations = patternOperations(pattern, mix);
  const plan = workerPlan({ audit: 'off', preloaded: [], ...changes, operations });
  const rows = new RowLedger(plan.keys, pattern);
  const recorder = new OriginRecorder(rows);
  const intervals: IntervalCounts[] = [];
  const loop = new IssueLoop(plan, null, { interval: (counts) => intervals.push(counts), routed() {} }, null, recorder);
  const requests = requestsOf(operations);
  await using driver = await open({ ...plan, clientOptions: null, operations: requests, slots: loop.slots }, loop);
  const origin = new MemoryOrigin(plan.keys, readMs);
  const { singleFlight } = pattern;
  const performing = {
    client: client ?? origin,
    recorder,
    slots: loop.slots,
    requests,
    valueAt: () => '',
    singleFlight,
  };
  loop.use(driver, [new OriginPerformer({ ...performing, rows: plan.keys }, loop)]);
  const epochMs = monotonicMs();
  await loop.run(epochMs, epochMs + plan.durationMs, plan.requests);
  loop.close();
  const measurements = new Measurements(plan.intervalMs, plan.ratePerSecond === null);
  const totals = new OriginTotals();
  const staleKeys = new Set<number>();
  for (const counts of intervals) {
    measurements.add(0, counts);
    if (!counts.origin) continue;
    totals.add(counts.origin);
    for (const { key } of counts.origin.rows.samples) staleKeys.add(key);
  }
  const stats = measurements.stats(measurements.all(), plan.durationMs);
  return { stats, totals, staleKeys, origin, rows: rows.snapshot() };
}
