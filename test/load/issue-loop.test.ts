import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { IssueLoop } from '../../src/load/issue-loop.js';
import type { LatencyCounts } from '../../src/metrics/latency-recorder.js';
import { bucketStartUs } from '../../src/metrics/latency-recorder.js';
import type { OperationCounts } from '../../src/record/sections/stats.js';
import type { FakeDriver, SentOperation } from '../fakes/fake-driver.js';
import { type LoopRun, runLoop } from './run-loop.js';
import { operationsFor, workerPlan } from './worker-plan.js';

const answerSoon = (operation: SentOperation, driver: FakeDriver) => void setImmediate(() => driver.answer(operation));

describe('the issue loop with an honest driver', () => {
  it('sends exactly what was planned, and all of it is ok', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 60_000 }), { durationMs: 300, onSend: answerSoon });
    expect(countsOf(run)).toEqual({ planned: 300, sent: 300, dropped: 0, ok: 300, fail: 0, indeterminate: 0 });
    expect(run.loop.planned).toBe(300);
    expect(run.driver.sent).toHaveLength(300);
    expect(run.ledger?.counts).toMatchObject({ failed: 0, indeterminate: 0, foreignValues: 0, staleReads: 0 });
  });

  it('has a response time and a scheduling lag for each operation in open loop', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 60_000 }), { durationMs: 200, onSend: answerSoon });
    const { latency } = run.measurements.stats(run.measurements.all(), 200);
    expect(latency.all?.response?.count).toBe(200);
    expect(latency.all?.service?.count).toBe(200);
    expect(sum(run.intervals.map(({ schedulingLag }) => samplesIn(schedulingLag)))).toBe(200);
  });

  it('has no response time in closed loop, only a service time', async () => {
    const run = await runLoop(workerPlan({ ratePerSecond: null }), { durationMs: 100, onSend: answerSoon });
    expectConserved(run);
    const { latency } = run.measurements.stats(run.measurements.all(), 100);
    expect(latency.all?.response).toBeNull();
    expect(latency.all?.service?.count).toBe(run.driver.sent.length);
    expect(run.intervals.every(({ schedulingLag }) => schedulingLag === null)).toBe(true);
  });

  it.each([
    { name: 'open', ratePerSecond: 5_000 },
    { name: 'closed', ratePerSecond: null },
  ])('issues exactly the requested operations in a loop that is $name', async ({ ratePerSecond }) => {
    const plan = workerPlan({ ratePerSecond, requests: 137, deadlineMs: 60_000 });
    const run = await runLoop(plan, { durationMs: 3_600_000, onSend: answerSoon });
    expect(countsOf(run)).toMatchObject({ planned: 137, ok: 137 });
    expect(run.loop.planned).toBe(137);
  });

  it('lasts as long as its plan, even if the last operation ended long before', async () => {
    const rare = workerPlan({ ratePerSecond: 5, deadlineMs: 60_000 });
    const whole = await runLoop(rare, { durationMs: 700, onSend: answerSoon });
    expect(whole.loop.planned).toBe(4);
    expect(whole.intervals.length).toBeGreaterThanOrEqual(7);
    const counted = await runLoop({ ...rare, requests: 2 }, { durationMs: 60_000, onSend: answerSoon });
    expect(counted.loop.planned).toBe(2);
    expect(counted.intervals.length).toBeGreaterThanOrEqual(4);
  });

  it('ends at once when stopped, however much of its plan is left', async () => {
    const run = await runLoop(workerPlan({ ratePerSecond: 1, deadlineMs: 60_000 }), {
      durationMs: 3_600_000,
      onSend: answerSoon,
      started: (loop) => void setImmediate(() => loop.stop()),
    });
    expect(run.loop.planned).toBeLessThanOrEqual(1);
  });

  it('reports no interval before its first part, although replies open connections', () => {
    const plan = workerPlan();
    const reported: number[] = [];
    const loop = new IssueLoop(plan, null, { interval: ({ number }) => reported.push(number), routed: () => {} });
    loop.repliesArrive();
    loop.repliesHandled();
    loop.close();
    expect(reported).toEqual([]);
  });

  it('sends nothing before the epoch, even when a connection returns', async () => {
    let firstSentMs = Number.POSITIVE_INFINITY;
    let epochMs = Number.NaN;
    await runLoop(workerPlan({ ratePerSecond: null, requests: 20 }), {
      durationMs: 3_600_000,
      leadMs: 40,
      onSend: (operation, driver) => {
        firstSentMs = Math.min(firstSentMs, monotonicMs());
        answerSoon(operation, driver);
      },
      started: (_loop, driver, startMs) => {
        epochMs = startMs;
        driver.connection(0, null);
        driver.connection(0, 'second:0');
      },
    });
    expect(firstSentMs).toBeGreaterThanOrEqual(epochMs);
  });

  it('numbers its intervals from 0 without gaps, and reports what happened in each', async () => {
    const run = await runLoop(workerPlan({ intervalMs: 20 }), { durationMs: 200, onSend: answerSoon });
    expect(run.intervals.map(({ number }) => number)).toEqual(run.intervals.map((_, index) => index));
    expect(run.intervals.length).toBeGreaterThanOrEqual(10);
  });

  it('counts operations in flight back down to zero', async () => {
    const plan = workerPlan();
    const cell = new Int32Array(plan.inFlight);
    let most = 0;
    await runLoop(plan, {
      durationMs: 100,
      onSend: (operation, driver) => {
        most = Math.max(most, cell[0]!);
        answerSoon(operation, driver);
      },
    });
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(plan.connections * plan.pipeline);
    expect(cell[0]).toBe(0);
  });

  it('starts the next part from scratch', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 60_000 }), { durationMs: 100, onSend: answerSoon });
    const before = run.intervals.length;
    const epochMs = monotonicMs();
    await run.loop.run(epochMs, epochMs + 100, 50);
    expect(run.loop.planned).toBe(50);
    expect(run.intervals[before]?.number).toBe(0);
    expect(sum(run.intervals.slice(before).map(({ ok }) => ok))).toBe(50);
    run.loop.close();
  });

  it.each([
    { name: 'open', ratePerSecond: 1_000 },
    { name: 'closed', ratePerSecond: null },
  ])('ends when it is stopped in a loop that is $name', async ({ ratePerSecond }) => {
    const run = await runLoop(workerPlan({ ratePerSecond }), {
      durationMs: 3_600_000,
      onSend: answerSoon,
      started: (loop, driver) => {
        const stopAfterSome = setInterval(() => {
          if (driver.sent.length < 50) return;
          clearInterval(stopAfterSome);
          loop.stop();
        }, 5);
      },
    });
    expect(run.driver.sent.length).toBeGreaterThanOrEqual(50);
    expectConserved(run);
  });

  it('ends when it is stopped without a connection', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 50 }), {
      durationMs: 3_600_000,
      startsConnected: false,
      onSend: answerSoon,
      started: (loop) => setTimeout(() => loop.stop(), 20),
    });
    expectConserved(run);
    expect(run.driver.sent).toEqual([]);
  });
});

describe('the issue loop when things go wrong', () => {
  it('drops what waited past its deadline, with its waiting time as latency', async () => {
    const deadlineMs = 60;
    const run = await runLoop(workerPlan({ deadlineMs }), {
      durationMs: 200,
      startsConnected: false,
      onSend: answerSoon,
    });
    expect(countsOf(run)).toEqual({ planned: 200, sent: 0, dropped: 200, ok: 0, fail: 0, indeterminate: 0 });
    const { latency } = run.measurements.stats(run.measurements.all(), 200);
    expect(latency.all?.service).toBeNull();
    expect(latency.all?.response?.count).toBe(200);
    expect(latency.all?.response?.minUs).toBeGreaterThanOrEqual(deadlineMs * 999);
  });

  it('ends unanswered operations as indeterminate at their deadline, informs the driver, and ignores the late reply', async () => {
    const deadlineMs = 40;
    const run = await runLoop(workerPlan({ deadlineMs, requests: 20, connections: 4 }), {
      durationMs: 3_600_000,
      onSend: () => {},
    });
    const { sent, dropped, indeterminate } = countsOf(run);
    expectConserved(run);
    expect(indeterminate).toBe(sent);
    expect(sent + dropped).toBe(20);
    expect(run.measurements.stats(run.measurements.all(), 1).errors).toEqual({ timeout: sent });
    expect(run.driver.deadlines.length).toBe(sent);
    expect(run.measurements.stats(run.measurements.all(), 1).latency.all?.service?.minUs).toBeGreaterThanOrEqual(
      deadlineMs * 999,
    );
    const { counts } = run.ledger!;
    const before = { ...counts };
    for (const operation of run.driver.sent) run.driver.answer(operation);
    expect(run.ledger?.counts).toEqual(before);
    expect(countsOf(run).ok).toBe(0);
  });

  it('counts an operation once, however often its reply arrives', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 60_000 }), {
      durationMs: 100,
      onSend: (operation, driver) =>
        void setImmediate(() => {
          driver.answer(operation);
          driver.end(operation, 'fail', 'READONLY');
          setImmediate(() => driver.end(operation, 'indeterminate', 'connectionLost'));
        }),
    });
    expect(countsOf(run)).toMatchObject({ planned: 100, ok: 100, fail: 0, indeterminate: 0 });
  });

  it('counts each error by class, and records its time', async () => {
    const run = await runLoop(workerPlan({ deadlineMs: 60_000, requests: 30 }), {
      durationMs: 3_600_000,
      onSend: (operation, driver) =>
        void setImmediate(() => {
          const number = driver.sent.indexOf(operation);
          if (number % 3 === 0) driver.answer(operation);
          else if (number % 3 === 1) driver.end(operation, 'fail', 'READONLY');
          else driver.end(operation, 'indeterminate', 'connectionLost');
        }),
    });
    expect(countsOf(run)).toMatchObject({ ok: 10, fail: 10, indeterminate: 10 });
    expect(run.measurements.stats(run.measurements.all(), 1).errors).toEqual({ READONLY: 10, connectionLost: 10 });
    expect(run.measurements.errorMoments.firstMs(0)).not.toBeNull();
  });

  it('keeps planned = sent + dropped and sent = ok + fail + indeterminate, whatever the driver does', async () => {
    const behaviour = fc.constantFrom('answer', 'never', 'late', 'twice', 'fail', 'lose', 'away');
    await fc.assert(
      fc.asyncProperty(
        fc.array(behaviour, { minLength: 5, maxLength: 40 }),
        fc.constantFrom(null, 1_000, 4_000),
        fc.integer({ min: 1, max: 3 }),
        async (behaviours, ratePerSecond, pipeline) => {
          let next = 0;
          const plan = workerPlan({ ratePerSecond, pipeline, deadlineMs: 15, requests: 60, keys: 20, intervalMs: 10 });
          const run = await runLoop(plan, {
            durationMs: 60,
            onSend: (operation, driver) => {
              const chosen = behaviours[next % behaviours.length]!;
              next += 1;
              misbehave(chosen, operation, driver);
            },
          });
          expectConserved(run);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('never writes a key again while its previous write is unsettled', async () => {
    const unsettled = new Set<number>();
    // Half of the keys can be in flight, and the hottest is drawn nearly always: long runs of neighbours are busy.
    const plan = workerPlan({
      connections: 4,
      pipeline: 50,
      keys: 400,
      distribution: { kind: 'zipf', exponent: 5 },
      operations: operationsFor({ set: 1 }),
      ratePerSecond: null,
      requests: 2_000,
      deadlineMs: 60_000,
    });
    let most = 0;
    const run = await runLoop(plan, {
      durationMs: 3_600_000,
      onSend: (operation, driver) => {
        expect(unsettled.has(operation.key)).toBe(false);
        unsettled.add(operation.key);
        most = Math.max(most, unsettled.size);
        setTimeout(() => {
          unsettled.delete(operation.key);
          driver.answer(operation);
        }, 3);
      },
    });
    expect(countsOf(run)).toMatchObject({ planned: 2_000, ok: 2_000 });
    expect(most).toBe(200);
  });

  it('adds a stall of 300 ms to every operation planned meanwhile', async () => {
    const ratePerSecond = 1_000;
    const held: SentOperation[] = [];
    let stalled: 'before' | 'now' | 'after' = 'before';
    const run = await runLoop(workerPlan({ ratePerSecond, deadlineMs: 60_000 }), {
      durationMs: 800,
      onSend: (operation, driver) => {
        if (stalled === 'before' && driver.sent.length === 200) {
          stalled = 'now';
          setTimeout(() => {
            stalled = 'after';
            for (const each of held) driver.answer(each);
          }, 300);
        }
        if (stalled === 'now') held.push(operation);
        else answerSoon(operation, driver);
      },
    });
    expect(countsOf(run)).toMatchObject({ planned: 800, ok: 800 });
    // Only two were sent into the stall; without the plan, only these two would show it.
    expect(held.length).toBeLessThanOrEqual(2);
    const responses = run.intervals.flatMap(({ latency }) => Object.values(latency).map(({ response }) => response));
    // Planned in the first 200 ms of the stall: they waited for at least 100 ms.
    expect(sum(responses.map((counts) => samplesAbove(counts, 95)))).toBeGreaterThanOrEqual(190);
    const services = run.intervals.flatMap(({ latency }) => Object.values(latency).map(({ service }) => service));
    expect(sum(services.map((counts) => samplesAbove(counts, 95)))).toBeLessThan(100);
  });

  it('reports the first success over each new connection, but not over one that only failed', async () => {
    const run = await runLoop(workerPlan({ connections: 1, deadlineMs: 60_000, requests: 40 }), {
      durationMs: 3_600_000,
      onSend: (operation, driver) =>
        void setImmediate(() => {
          const number = driver.sent.length;
          if (number >= 10 && number < 20) driver.end(operation, 'fail', 'READONLY');
          else driver.answer(operation);
          if (number === 10) driver.connection(0, 'replica:1');
          if (number === 19) {
            driver.connection(0, null);
            driver.connection(0, 'primary:2');
          }
        }),
    });
    expect(run.routed.map(({ endpoint }) => endpoint)).toEqual(['first:0', 'primary:2']);
  });

  it('has an outage in a closed loop while its only connection is down', async () => {
    let stop = () => {};
    const run = await runLoop(workerPlan({ connections: 1, operations: operationsFor({ set: 1 }), deadlineMs: 30 }), {
      durationMs: 3_600_000,
      onSend: (operation, driver) => {
        answerSoon(operation, driver);
        if (driver.sent.length === 100) stop();
        if (driver.sent.length !== 50) return;
        driver.connection(0, null);
        setTimeout(() => driver.connection(0, 'second:0'), 120);
      },
      started: (loop) => {
        stop = () => loop.stop();
      },
    });
    expectConserved(run);
    const longest = run.outages.reduce((long, one) => (lengthMs(one) > lengthMs(long) ? one : long));
    expect(longest).toMatchObject({ shard: 0, sort: 'write' });
    expect(longest.toMs).not.toBeNull();
    expect(lengthMs(longest)).toBeGreaterThanOrEqual(115);
    expect(run.outages.filter(({ toMs }) => toMs === null)).toEqual([]);
  });

  it('has an outage that never ends if the connection never returns', async () => {
    let stop = () => {};
    const run = await runLoop(workerPlan({ connections: 1, operations: operationsFor({ set: 1 }), deadlineMs: 30 }), {
      durationMs: 3_600_000,
      onSend: (operation, driver) => {
        answerSoon(operation, driver);
        if (driver.sent.length !== 50) return;
        driver.connection(0, null);
        setTimeout(() => stop(), 120);
      },
      started: (loop) => {
        stop = () => loop.stop();
      },
    });
    expectConserved(run);
    expect(run.outages.at(-1)).toMatchObject({ sort: 'write', toMs: null });
  });

  it('has no outage if nothing has failed since the last success of its kind', async () => {
    const run = await runLoop(
      workerPlan({ ratePerSecond: 100, deadlineMs: 60_000, operations: operationsFor({ get: 9, set: 1 }) }),
      {
        durationMs: 200,
        onSend: answerSoon,
      },
    );
    expect(run.driver.sent.at(-1)?.kind).toBe('get');
    expect(run.outages.filter(({ toMs }) => toMs === null)).toEqual([]);
  });
});

function misbehave(behaviour: string, operation: SentOperation, driver: FakeDriver): void {
  switch (behaviour) {
    case 'never':
      return;
    case 'late':
      setTimeout(() => driver.answer(operation), 25);
      return;
    case 'twice':
      setImmediate(() => {
        driver.answer(operation);
        driver.answer(operation);
      });
      return;
    case 'fail':
      driver.end(operation, 'fail', 'notSent');
      return;
    case 'lose':
      queueMicrotask(() => driver.end(operation, 'indeterminate', 'connectionLost'));
      return;
    case 'away':
      driver.connection(operation.connection, null);
      driver.end(operation, 'indeterminate', 'connectionLost');
      setTimeout(() => driver.connection(operation.connection, 'again:0'), 5);
      return;
    default:
      answerSoon(operation, driver);
  }
}

function expectConserved(run: LoopRun): void {
  const { planned, sent, dropped, ok, fail, indeterminate } = countsOf(run);
  expect(planned).toBe(sent + dropped);
  expect(sent).toBe(ok + fail + indeterminate);
  expect(run.loop.planned).toBe(planned);
  expect(run.driver.sent).toHaveLength(sent);
  expect(run.measurements.sent()).toBe(sent);
  expect(run.loop.results.shardCounts()).toMatchObject([{ ok, notOk: fail + indeterminate + dropped }]);
}

function countsOf({ measurements }: LoopRun): OperationCounts {
  return measurements.stats(measurements.all(), 1).operations;
}

function samplesIn(counts: LatencyCounts | null): number {
  return sum([...(counts?.counts ?? [])]);
}

function samplesAbove(counts: LatencyCounts | null, boundMs: number): number {
  return sum([...(counts?.counts ?? [])].filter((_, at) => bucketStartUs(counts!.indexes[at]!) >= boundMs * 1_000));
}

function lengthMs({ fromMs, toMs }: LoopRun['outages'][number]): number {
  return (toMs ?? Number.POSITIVE_INFINITY) - fromMs;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
