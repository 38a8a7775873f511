import { Ledger } from '../../src/audit/ledger.js';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { IssueLoop } from '../../src/load/issue-loop.js';
import type { WorkerPlan } from '../../src/load/load-plan.js';
import type { IntervalCounts } from '../../src/metrics/interval-counts.js';
import { JoinedOutages } from '../../src/metrics/joined-outages.js';
import { Measurements } from '../../src/metrics/measurements.js';
import type { ClientOutage } from '../../src/metrics/outages.js';
import { FakeDriver, type SentOperation } from '../fakes/fake-driver.js';

/** What a loop reported about a run, and what its driver saw. */
export interface LoopRun {
  readonly loop: IssueLoop;
  readonly driver: FakeDriver;
  readonly ledger: Ledger | null;
  readonly intervals: readonly IntervalCounts[];
  readonly routed: readonly { readonly endpoint: string; readonly atMs: number }[];
  readonly measurements: Measurements;
  readonly outages: readonly ClientOutage[];
}

/**
 * Runs an issue loop for `durationMs` over connections that are ready from the start, or with `startsConnected: false`
 * over none. `started` gets the loop and the driver as soon as it runs.
 */
export async function runLoop(
  plan: WorkerPlan,
  options: {
    readonly durationMs: number;
    readonly onSend: (operation: SentOperation, driver: FakeDriver) => void;
    readonly startsConnected?: boolean;
    readonly leadMs?: number;
    readonly started?: (loop: IssueLoop, driver: FakeDriver, epochMs: number) => void;
  },
): Promise<LoopRun> {
  const ledger = plan.audit === 'off' ? null : new Ledger({ keyCount: plan.keys, workerIndex: 0, workerCount: 1 });
  for (let key = 0; key < plan.keys; key += 1) ledger?.acknowledgePreload(key);
  const intervals: IntervalCounts[] = [];
  const routed: { endpoint: string; atMs: number }[] = [];
  const joined = new JoinedOutages(1, plan.shardCount);
  const loop = new IssueLoop(plan, ledger === null ? null : { ledger, counts: null, firstCounted: 0 }, {
    interval(counts, service) {
      intervals.push(counts);
      joined.add(0, service);
    },
    routed: (endpoint, atMs) => routed.push({ endpoint, atMs }),
  });
  const driver = new FakeDriver(loop, plan.operations, options.onSend);
  loop.use(driver);
  if (options.startsConnected ?? true)
    for (let connection = 0; connection < plan.connections; connection += 1)
      driver.connection(connection, `first:${connection}`);
  const epochMs = monotonicMs() + (options.leadMs ?? 0);
  const drained = loop.run(epochMs, epochMs + options.durationMs, plan.requests);
  options.started?.(loop, driver, epochMs);
  await drained;
  joined.add(0, loop.results.restOfService());
  const outages = joined.finish(monotonicMs() - epochMs);
  loop.close();
  const measurements = new Measurements(plan.intervalMs, plan.ratePerSecond === null);
  for (const counts of intervals) measurements.add(0, counts);
  return { loop, driver, ledger, intervals, routed, measurements, outages };
}
