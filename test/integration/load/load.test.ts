import type { Worker } from 'node:worker_threads';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { EnvironmentError } from '../../../src/errors/errors.js';
import type { WorkerPlan } from '../../../src/load/load-plan.js';
import type { IntervalCounts } from '../../../src/metrics/interval-counts.js';
import { openAccess } from '../../../src/model/access.js';
import { LyingServer } from '../../fakes/lying-server.js';
import { MisbehavingServer } from '../../fakes/misbehaving-server.js';
import { workerPlan } from '../../load/worker-plan.js';

const patience = { timeout: 30_000, interval: 10 };
const keys = 200;

// Worker threads load their code from dist, so the load that starts them comes from there too.
const built = new URL('../../../dist/load/load.js', import.meta.url).href;
const { startLoad } = (await import(built)) as typeof import('../../../src/load/load.js');

const threads = new Set<Worker>();
const watchThread = (thread: Worker) => {
  threads.add(thread);
  thread.once('exit', () => threads.delete(thread));
};
beforeAll(() => {
  process.on('worker', watchThread);
});
afterAll(() => {
  process.off('worker', watchThread);
});

afterEach(async () => {
  // Whatever a test did, no thread is left.
  await vi.waitUntil(() => threads.size === 0, patience);
});

describe('the load', () => {
  it('runs warm-up and the measured part on every thread, and returns consistent ledgers', async () => {
    await using server = await LyingServer.listen('none', 0);
    await using load = await startLoad(plansFor(server.port, 3));
    expect(load.workerCount).toBe(3);
    expect(threads.size).toBe(3);

    const warmupEpochMs = monotonicMs() + 50;
    const warmup = await load.run('warmup', warmupEpochMs, warmupEpochMs + 100, { interval() {}, routed() {} });
    expect(warmup.planned).toBe(200);

    const heard: { worker: number; counts: IntervalCounts }[] = [];
    const routed: string[] = [];
    const epochMs = monotonicMs() + 50;
    const outcome = await load.run('measured', epochMs, epochMs + 300, {
      interval: (worker, counts) => heard.push({ worker, counts }),
      routed: (endpoint) => routed.push(endpoint),
    });
    expect(outcome.planned).toBe(600);
    expect(outcome.outages.filter(({ toMs }) => toMs === null)).toEqual([]);
    expect(load.inFlight()).toBe(0);
    expect(new Set(heard.map(({ worker }) => worker))).toEqual(new Set([0, 1, 2]));
    const total = (of: (counts: IntervalCounts) => number) => sum(heard.map(({ counts }) => of(counts)));
    expect(total(({ ok }) => ok)).toBe(600);
    expect(total(({ sent }) => sent)).toBe(600);
    // The connections are as old as the warm-up, in which they proved to work.
    expect(routed).toEqual([]);

    const { ledgers } = await load.handOver();
    expect(ledgers.map(({ workerIndex }) => workerIndex)).toEqual([0, 1, 2]);
    expect(sum(ledgers.map(({ issued }) => issued.length))).toBe(keys);
    const writes = total(({ latency }) => sum([...(latency.set?.service?.counts ?? [])]));
    expect(sum(ledgers.map(({ counts }) => counts.acknowledged))).toBe(writes);
    expect(sum(ledgers.map(({ counts }) => counts.issued))).toBe(writes);
    for (const { counts, baseline, issued, acknowledged } of ledgers) {
      expect(counts).toMatchObject({ failed: 0, indeterminate: 0, foreignValues: 0, staleReads: 0 });
      // A key that was never written has no acknowledged write: -1.
      expect([...acknowledged]).toEqual([...issued].map((sequence) => (sequence === 0 ? -1 : sequence)));
      expect(sum([...issued]) - sum([...baseline])).toBe(counts.issued);
    }
  });

  it('returns no ledgers without audit', async () => {
    await using server = await LyingServer.listen('none', 0);
    await using load = await startLoad(plansFor(server.port, 2, { audit: 'off' }));
    expect(await load.handOver()).toEqual({ ledgers: [], kept: [], rows: [], histories: [] });
  });

  it('ends with one EnvironmentError if its threads cannot connect', async () => {
    const server = await LyingServer.listen('none', 0);
    const { port } = server;
    await server[Symbol.asyncDispose]();
    const failure: unknown = await startLoad(plansFor(port, 3)).catch((error: unknown) => error);
    expect(failure).toMatchObject({ name: 'EnvironmentError', exitCode: new EnvironmentError('').exitCode });
    expect((failure as Error).message).toMatch(/could not connect to the cluster .*Try: cache-bench doctor/);
    expect(threads.size).toBe(0);
  });

  it('ends the same way if one of many threads cannot connect', async () => {
    await using server = await LyingServer.listen('none', 0);
    const [first, second] = plansFor(server.port, 2);
    const lost: WorkerPlan = {
      ...second!,
      view: { kind: 'single', endpoint: { host: '127.0.0.1', port: 1 }, access: openAccess },
    };
    await expect(startLoad([first!, lost])).rejects.toThrow(/could not connect/);
    expect(threads.size).toBe(0);
  });

  it('stops on request, and run resolves', async () => {
    await using server = await LyingServer.listen('none', 0);
    await using load = await startLoad(plansFor(server.port, 2));
    const epochMs = monotonicMs();
    let intervals = 0;
    const running = load.run('measured', epochMs, epochMs + 3_600_000, {
      interval: () => {
        intervals += 1;
      },
      routed() {},
    });
    await vi.waitUntil(() => intervals >= 4, patience);
    load.stop();
    expect((await running).planned).toBeGreaterThan(0);
  });

  it('ends its threads when disposed during a run, and run rejects', async () => {
    await using server = await MisbehavingServer.listen();
    const load = await startLoad(plansFor(server.port, 2));
    const epochMs = monotonicMs();
    const running = load.run('measured', epochMs, epochMs + 3_600_000, { interval() {}, routed() {} });
    const ending = expect(running).rejects.toThrow(/ended early/);
    await vi.waitUntil(() => server.arrived('SET').length > 0, patience);
    await load[Symbol.asyncDispose]();
    await ending;
    expect(threads.size).toBe(0);
    await vi.waitUntil(() => server.open === 0, patience);
  });

  it('counts what a hung server never answered as indeterminate', async () => {
    await using server = await MisbehavingServer.listen();
    await using load = await startLoad(plansFor(server.port, 2, { deadlineMs: 100 }));
    server.always('SET', 'hang');
    const epochMs = monotonicMs() + 50;
    const heard: IntervalCounts[] = [];
    const { planned } = await load.run('measured', epochMs, epochMs + 400, {
      interval: (_worker, counts) => heard.push(counts),
      routed() {},
    });
    const total = (of: (counts: IntervalCounts) => number) => sum(heard.map(of));
    expect(total(({ sent }) => sent) + total(({ dropped }) => dropped)).toBe(planned);
    expect(total(({ indeterminate }) => indeterminate)).toBeGreaterThan(0);
    const { ledgers } = await load.handOver();
    expect(sum(ledgers.map(({ counts }) => counts.acknowledged))).toBe(0);
    expect(sum(ledgers.map(({ counts }) => counts.indeterminate))).toBe(server.arrived('SET').length);
  });
});

function plansFor(port: number, workerCount: number, changes: Partial<WorkerPlan> = {}): readonly WorkerPlan[] {
  const inFlight = new SharedArrayBuffer(4 * workerCount);
  return Array.from({ length: workerCount }, (_, workerIndex) =>
    workerPlan({
      workerIndex,
      workerCount,
      inFlight,
      keys,
      ratePerSecond: 2_000,
      deadlineMs: 60_000,
      connections: 2,
      preloaded: [],
      view: { kind: 'single', endpoint: { host: '127.0.0.1', port }, access: openAccess },
      ...changes,
    }),
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
