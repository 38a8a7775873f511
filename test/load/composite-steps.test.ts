import { describe, expect, it } from 'vitest';
import { Ledger } from '../../src/audit/ledger.js';
import { missing, mustWait, notObserved } from '../../src/audit/observation.js';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { type Driver, type OutcomeCode, outcomeCode } from '../../src/load/driver/driver.js';
import { IssueLoop } from '../../src/load/issue-loop.js';
import type { WorkerPlan } from '../../src/load/load-plan.js';
import type { IntervalCounts } from '../../src/metrics/interval-counts.js';
import { Measurements } from '../../src/metrics/measurements.js';
import type { OperationPlan, StepPlan } from '../../src/model/operation-plan.js';
import { operationsFor, workerPlan } from './worker-plan.js';

const [get, set] = operationsFor({ get: 1, set: 1 }) as readonly [OperationPlan, OperationPlan];
const always: Omit<StepPlan, 'request'> = { when: 'always', isRequired: true, performer: 0 };

/** Reads the cache; on a miss calls an origin, then fills the cache with what it returned. */
const cacheAside: readonly StepPlan[] = [
  { ...always, request: get, isRequired: false },
  { ...always, request: { ...get, name: 'origin', audit: 'none', reply: 'any' }, when: 'miss', performer: 1 },
  { ...always, request: set, when: 'hit', isRequired: false },
];

/** What one performer does with the step in a slot: how it ended and what it showed; null: no answer. */
type Answer = (key: number, sequence: number) => readonly [outcome: keyof typeof outcomeCode, seen: number] | null;

/** Answers one event loop turn later, and counts. */
class Performer implements Driver {
  sent = 0;
  deadlines = 0;
  readonly keys: number[] = [];
  readonly #loop: IssueLoop;
  readonly #answer: (slot: number) => ReturnType<Answer>;

  constructor(loop: IssueLoop, answer: (slot: number) => ReturnType<Answer>) {
    this.#loop = loop;
    this.#answer = answer;
  }

  send(slot: number): void {
    this.sent += 1;
    const { slots } = this.#loop;
    this.keys.push(slots.key[slot]!);
    const generation = slots.generation[slot]!;
    const answer = this.#answer(slot);
    if (answer === null) return;
    const [outcome, seen] = answer;
    const code: OutcomeCode = outcomeCode[outcome];
    setImmediate(() => this.#loop.settle(slot, generation, code, outcome === 'ok' ? '' : `${outcome}Class`, seen));
  }

  flush(): void {}

  deadlinePassed(): void {
    this.deadlines += 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Runs composite operations over performers that answer by step. */
async function run(steps: readonly StepPlan[], answers: readonly Answer[], changes: Partial<WorkerPlan> = {}) {
  const operation: OperationPlan = {
    ...steps[0]!.request,
    name: 'composite',
    writes: steps.some(({ request }) => request.writes),
    steps,
  };
  const plan = workerPlan({
    operations: [operation],
    ratePerSecond: null,
    pacer: { kind: 'closed' },
    requests: 200,
    ...changes,
  });
  const ledger = new Ledger({ keyCount: plan.keys, workerIndex: 0, workerCount: 1 });
  const intervals: IntervalCounts[] = [];
  const loop = new IssueLoop(
    plan,
    { ledger, counts: null, firstCounted: 0 },
    { interval: (counts) => intervals.push(counts), routed: () => {} },
  );
  // The first step has the position of the operation, and the others follow.
  const performers = [0, 1].map(
    () =>
      new Performer(loop, (slot) =>
        answers[loop.slots.kind[slot]!]!(loop.slots.key[slot]!, loop.slots.sequence[slot]!),
      ),
  );
  loop.use(performers[0]!, [performers[1]!]);
  for (let connection = 0; connection < plan.connections; connection += 1) loop.connectionChanged(connection, 'first');
  const epochMs = monotonicMs();
  await loop.run(epochMs, epochMs + 3_600_000, plan.requests);
  loop.close();
  const measurements = new Measurements(plan.intervalMs, true);
  for (const counts of intervals) measurements.add(0, counts);
  return {
    stats: measurements.stats(measurements.all(), 1_000),
    ledger,
    cache: performers[0]!,
    origin: performers[1]!,
  };
}

describe('a composite operation', () => {
  it('is planned, timed and counted once, and each of its steps separately', async () => {
    const values = new Map<number, number>();
    const { stats, ledger, cache, origin } = await run(cacheAside, [
      (key) => ['ok', values.get(key) ?? missing],
      () => ['ok', notObserved],
      (key, sequence) => {
        const before = values.get(key) ?? missing;
        values.set(key, sequence);
        return ['ok', before];
      },
    ]);
    const misses = origin.sent;
    expect(misses).toBeGreaterThan(0);
    expect(stats.operations).toMatchObject({ planned: 200, sent: 200, ok: 200 });
    expect(stats.latency.composite?.service?.count).toBe(200);
    expect(cache.sent).toBe(200 + misses);
    expect(stats).toMatchObject({ hits: 200 - misses, misses });
    expect(stats.steps).toEqual({
      composite: [
        { step: 'get', sent: 200, ok: 200, fail: 0, indeterminate: 0 },
        { step: 'origin', sent: misses, ok: misses, fail: 0, indeterminate: 0 },
        { step: 'set', sent: misses, ok: misses, fail: 0, indeterminate: 0 },
      ],
    });
    expect(ledger.counts).toMatchObject({ issued: misses, acknowledged: misses, staleReads: 0, unexpectedReads: 0 });
    expect([...values.keys()].every((key) => ledger.acknowledgedSequence(key) === values.get(key))).toBe(true);
  });

  it('ends with the first required step that fails', async () => {
    const { stats, cache, origin } = await run(cacheAside, [
      () => ['ok', missing],
      () => ['fail', notObserved],
      () => ['ok', missing],
    ]);
    expect(stats.operations).toMatchObject({ sent: 200, ok: 0, fail: 200, indeterminate: 0 });
    expect(stats.errors).toEqual({ failClass: 200 });
    expect([cache.sent, origin.sent]).toEqual([200, 200]);
  });

  it('goes on after a step that it does not require, as after a miss', async () => {
    const { stats, origin } = await run(cacheAside, [
      () => ['indeterminate', notObserved],
      () => ['ok', notObserved],
      () => ['fail', notObserved],
    ]);
    expect(origin.sent).toBe(200);
    expect(stats.operations).toMatchObject({ ok: 200 });
    expect(stats.errors).toEqual({});
    expect(stats.steps?.composite?.map(({ fail, indeterminate }) => [fail, indeterminate])).toEqual([
      [0, 200],
      [0, 0],
      [200, 0],
    ]);
  });

  it.each(['ok', 'indeterminate'] as const)(
    'is indeterminate, not failed, after a write that ended %s',
    async (written) => {
      const steps = [
        { ...always, request: set, isRequired: false },
        { ...always, request: get },
      ];
      const { stats } = await run(steps, [() => [written, missing], () => ['fail', notObserved]], { requests: 1 });
      expect(stats.operations).toMatchObject({ fail: 0, indeterminate: 1 });
    },
  );

  it('settles the ledger entry of a write with the step', async () => {
    const steps = [
      { ...always, request: set },
      { ...always, request: get },
    ];
    const { stats, ledger } = await run(steps, [() => ['ok', missing], () => ['indeterminate', notObserved]], {
      requests: 50,
      keys: 1_000,
      distribution: { kind: 'sequential' },
    });
    expect(stats.operations).toMatchObject({ indeterminate: 50 });
    expect(ledger.counts).toMatchObject({ issued: 50, acknowledged: 50, indeterminate: 0 });
  });

  it('ends at its deadline, whichever step it waits for', async () => {
    const { stats, cache, origin } = await run(cacheAside, [() => ['ok', missing], () => null, () => ['ok', missing]], {
      requests: 4,
      deadlineMs: 30,
    });
    expect(stats.operations).toMatchObject({ sent: 4, indeterminate: 4 });
    expect(stats.errors).toEqual({ timeout: 4 });
    expect([cache.deadlines, origin.deadlines]).toEqual([0, 4]);
    expect(cache.sent).toBe(4);
  });

  it('goes back when a step says to ask again, and still carries what the first one showed', async () => {
    const unaudited = { ...get, audit: 'none', reply: 'any' } as const;
    const carried: number[] = [];
    let refusals = 20;
    const { stats, cache, origin } = await run(
      [
        { ...always, request: { ...unaudited, name: 'write' }, performer: 1 },
        { ...always, request: { ...unaudited, name: 'compare' }, carries: 'shown' },
        { ...always, request: { ...unaudited, name: 'swap' }, carries: 'same', again: { pauseMs: 1, from: 1 } },
      ],
      [
        (key) => ['ok', 1_000 + key],
        (key, sequence) => {
          carried.push(sequence - key);
          return ['ok', 7];
        },
        (key, sequence) => {
          carried.push(sequence - key);
          return ['ok', refusals-- > 0 ? mustWait : missing];
        },
      ],
      { requests: 50 },
    );
    expect(stats.operations).toMatchObject({ sent: 50, ok: 50 });
    expect([origin.sent, cache.sent]).toEqual([50, 2 * 70]);
    expect(new Set(carried)).toEqual(new Set([1_000]));
  });

  it('keeps its key from other writers until its own write', async () => {
    const open = new Set<number>();
    const { stats } = await run(
      cacheAside,
      [
        (key) => {
          expect(open.has(key)).toBe(false);
          open.add(key);
          return ['ok', missing];
        },
        () => ['ok', notObserved],
        (key, sequence) => {
          open.delete(key);
          return ['ok', sequence === 1 ? missing : sequence - 1];
        },
      ],
      { connections: 4, pipeline: 4, keys: 20, requests: 1_000 },
    );
    expect(stats.operations).toMatchObject({ ok: 1_000 });
  });
});
