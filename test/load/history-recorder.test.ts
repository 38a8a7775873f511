import { expect, it } from 'vitest';
import { checkRegister } from '../../src/audit/linearizability/check-register.js';
import { rowsOf } from '../../src/load/history/history-plan.js';
import { recordedHistory } from '../../src/run/recorded-history.js';
import type { FakeDriver, SentOperation } from '../fakes/fake-driver.js';
import { runLoop } from './run-loop.js';
import { operationsFor, workerPlan } from './worker-plan.js';

const plan = workerPlan({
  ...{ keys: 20, ratePerSecond: null, requests: 2_000, connections: 4, deadlineMs: 60_000 },
  history: { keys: 5, most: 10_000 },
});

/** A server that executes each operation some time after it was sent, and notes when. */
function server() {
  const executed: { readonly key: number; readonly atMs: number }[] = [];
  const onSend = (operation: SentOperation, driver: FakeDriver) =>
    void setImmediate(() => {
      executed.push({ key: operation.key, atMs: performance.now() });
      driver.answer(operation);
    });
  return { executed, onSend };
}

it('records exactly the operations on its keys, each over a time in which the server executed it', async () => {
  const { executed, onSend } = server();
  const { loop, driver } = await runLoop(plan, { durationMs: 60_000, onSend });
  const recorded = [...rowsOf(loop.results.history()!)].map(({ key }) => key);
  const sent = driver.sent.filter(({ key }) => key < 5);
  expect(sent.length).toBeGreaterThan(100);
  expect(recorded).toEqual(sent.map(({ key }) => key));
  expect(executed.filter(({ key }) => key < 5)).toHaveLength(sent.length);
});

const setting = {
  workload: { connections: 4, threads: 1, preload: true } as const,
  runTag: 'abcd1234',
  epochMs: 0,
};

it('has a linearizable history of an honest server', async () => {
  const { loop } = await runLoop(plan, { durationMs: 60_000, onSend: server().onSend });
  const history = recordedHistory({ ...setting, snapshots: [loop.results.history()!], readBack: noReadBack });
  expect(history.map(({ key }) => key)).toEqual([0, 1, 2, 3, 4].map((key) => `cache-bench:abcd1234:0000000${key}`));
  expect(history.map(({ operations }) => checkRegister(operations).verdict)).toEqual(Array(5).fill('linearizable'));
});

const noReadBack = { atMs: 0, converged: false, keys: null, canaries: null, goneShards: [] };

it('finds a single read that showed an older value', async () => {
  let hasLied = false;
  const { loop } = await runLoop(
    { ...plan, operations: operationsFor({ get: 1, set: 1 }), history: { keys: 20, most: 10_000 } },
    {
      durationMs: 60_000,
      onSend: (operation, driver) =>
        void setImmediate(() => {
          const isStale = operation.kind === 'get' && operation.sequence >= 3 && !hasLied;
          hasLied ||= isStale;
          if (isStale) driver.answerWith(operation, operation.sequence - 2);
          else driver.answer(operation);
        }),
    },
  );
  const history = recordedHistory({ ...setting, snapshots: [loop.results.history()!], readBack: noReadBack });
  expect(history.filter(({ operations }) => checkRegister(operations).verdict === 'illegal')).toHaveLength(1);
});

it('stops at its limit, and still has a linearizable history', async () => {
  const limited = { ...plan, history: { keys: 5, most: 20 } };
  const { loop } = await runLoop(limited, { durationMs: 60_000, onSend: server().onSend });
  const history = recordedHistory({ ...setting, snapshots: [loop.results.history()!], readBack: noReadBack });
  expect(history.every(({ operations, isTruncated }) => isTruncated && operations.length <= 21)).toBe(true);
  expect(history.map(({ operations }) => checkRegister(operations).verdict)).toEqual(Array(5).fill('linearizable'));
});

it('records nothing unless asked to', async () => {
  const { loop } = await runLoop({ ...plan, history: null }, { durationMs: 60_000, onSend: server().onSend });
  expect(loop.results.history()).toBeNull();
});
