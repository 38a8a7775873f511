import { Redis } from 'ioredis';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { WorkerPlan } from '../../../src/load/load-plan.js';
import { Measurements } from '../../../src/metrics/measurements.js';
import { openAccess } from '../../../src/model/access.js';
import type { Endpoint } from '../../../src/model/node.js';
import { fixture, run, validRecord } from '../../cli/drill/run.js';
import { workerPlan } from '../../load/worker-plan.js';
import { sentinelPlan, startCluster } from '../fixtures/cluster.js';

const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const durationMs = 500;
const loads = (['ioredis', 'wire'] as const).flatMap((driver) =>
  [
    { ratePerSecond: 1_000, pipeline: 1 },
    { ratePerSecond: null, pipeline: 16 },
  ].map((changes) => ({ driver, ...changes })),
);

describe("without a fault, the load's counts match the server's", () => {
  it('by INFO commandstats, separately for sets and gets, at a rate and as fast as replies arrive', async () => {
    await using started = await startCluster({
      replicas: 1,
      sentinel: { ...sentinelPlan.sentinel, count: 1, quorum: 1 },
    });
    const { address } = started.cluster.primaryOf(0)!;
    await using server = await ask(address);
    for (const changes of loads) {
      const before = await server.calls();
      const counted = await runLoad(plansFor(address, changes));
      const after = await server.calls();
      const executed = { get: after.get - before.get, set: after.set - before.set };
      expect({ ...changes, ...counted }).toEqual({ ...changes, ...executed, ok: executed.get + executed.set });
      expect(Math.min(counted.get, counted.set)).toBeGreaterThan(0);
    }
  });

  it.each(['ioredis', 'wire'])('also in the record, as fast as %s gets replies', async (driver) => {
    const load = ['--driver', driver, '--rate', 'max', '--pipeline', '16'];
    const record = validRecord(
      (await run(['run', fixture('quiet.yaml'), '--json', ...load, '--duration', '1s'])).stdout,
    );
    const primary = record.topology.nodes.find(({ role }) => role === 'primary');
    const server = record.saturation.servers.find(({ node }) => node === primary?.id);
    const { ok, sent, planned } = record.totals.operations;
    expect(ok).toBeGreaterThan(0);
    expect([planned, sent, server?.executedCommands]).toEqual([ok, ok, ok]);
  });
});

/** Two threads, for half a second. */
function plansFor(endpoint: Endpoint, changes: Partial<WorkerPlan>): readonly WorkerPlan[] {
  const inFlight = new SharedArrayBuffer(8);
  return [0, 1].map((workerIndex) =>
    workerPlan({
      workerIndex,
      workerCount: 2,
      inFlight,
      deadlineMs: 60_000,
      preloaded: [],
      view: { kind: 'single', endpoint, access: openAccess },
      ...changes,
    }),
  );
}

async function runLoad(plans: readonly WorkerPlan[]) {
  await using load = await startLoad(plans);
  const measurements = new Measurements(100, plans[0]!.ratePerSecond === null);
  const epochMs = monotonicMs() + 30;
  await load.run('measured', epochMs, epochMs + durationMs, {
    interval: (worker, counts) => measurements.add(worker, counts),
    routed() {},
  });
  const { operations, latency } = measurements.stats(measurements.all(), durationMs);
  return { get: latency.get?.service?.count ?? 0, set: latency.set?.service?.count ?? 0, ok: operations.ok };
}

/** Asks a server for its command counts, on a separate connection. */
async function ask(endpoint: Endpoint) {
  const connection = new Redis({ ...endpoint, lazyConnect: true });
  await connection.connect();
  return {
    async calls() {
      const stats = await connection.info('commandstats');
      const of = (command: string) => Number(new RegExp(`^cmdstat_${command}:calls=(\\d+)`, 'm').exec(stats)?.[1] ?? 0);
      return { get: of('get'), set: of('set') };
    },
    async [Symbol.asyncDispose]() {
      connection.disconnect();
    },
  };
}
