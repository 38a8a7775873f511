import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { FakeDriver } from '../../fakes/fake-driver.js';
import { workerPlan } from '../../load/worker-plan.js';

const builtTicker = new URL('../../../dist/load/ticker.js', import.meta.url).href;
const { startTicker } = (await import(builtTicker)) as typeof import('../../../src/load/ticker.js');
const { IssueLoop } = (await import(
  new URL('../../../dist/load/issue-loop.js', import.meta.url).href
)) as typeof import('../../../src/load/issue-loop.js');
const { monotonicMs } = (await import(
  new URL('../../../dist/clock/monotonic.js', import.meta.url).href
)) as typeof import('../../../src/clock/monotonic.js');

test('a load thread sleeps between planned starts of each part, and sends none early', async (context) => {
  const plan = workerPlan({ ratePerSecond: 1_000, requests: 1_000, deadlineMs: 60_000 });
  await using ticker = await startTicker(plan);
  let cpuMs: number | null = 0;
  const loop = new IssueLoop(
    plan,
    null,
    {
      interval: ({ thread }) => {
        cpuMs = cpuMs === null || thread.cpuMs === null ? null : cpuMs + thread.cpuMs + (thread.ticker?.cpuMs ?? 0);
      },
      routed: () => {},
    },
    ticker,
  );
  const earlyMs: number[] = [];
  const driver = new FakeDriver(loop, plan.operations, (operation, server) => {
    earlyMs.push(loop.slots.plannedMs[operation.slot]! - monotonicMs());
    setImmediate(() => server.answer(operation));
  });
  loop.use(driver);
  for (let connection = 0; connection < plan.connections; connection += 1) driver.connection(connection, 'server:1');
  const firstMs = monotonicMs() + 20;
  await loop.run(firstMs, firstMs + 3_600_000, 100);
  let ticks = 0;
  const tick = ticker.onTick;
  ticker.onTick = () => {
    ticks += 1;
    tick();
  };
  const epochMs = monotonicMs() + 20;
  await loop.run(epochMs, epochMs + 3_600_000, plan.requests);
  loop.close();
  expect(earlyMs).toHaveLength(1_100);
  // The others were late, and were sent together with the next.
  expect(ticks).toBeGreaterThan(500);
  expect(Math.max(...earlyMs)).toBeLessThanOrEqual(0);
  if (cpuMs === null) context.skip('this system does not tell the CPU time of a thread');
  // A second of load; spinning through it would use a second of CPU time, on a machine with a free core.
  expect(cpuMs).toBeLessThan(500);
});

test('a ticker does not keep a process alive', async () => {
  const plan = JSON.stringify(workerPlan({ ratePerSecond: 1 }));
  const script = `import(${JSON.stringify(builtTicker)}).then(async ({ startTicker }) => {
    const ticker = await startTicker(${plan});
    ticker.order(Number.MAX_SAFE_INTEGER, 1e9);
  })`;
  const program = spawn(process.execPath, ['--eval', script], { stdio: 'inherit', timeout: 60_000 });
  expect(await once(program, 'exit')).toEqual([0, null]);
});
