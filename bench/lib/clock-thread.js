import { parentPort, workerData } from 'node:worker_threads';

// One load thread without a server: every operation is answered in the next turn of the event loop.
/** @param {string} path @returns {Promise<any>} */
const built = (path) => import(new URL(`../../dist/${path}`, import.meta.url).href);
const { IssueLoop } = await built('load/issue-loop.js');
const { startTicker } = await built('load/ticker.js');
const { LatencySum } = await built('metrics/latency-sum.js');
const { monotonicMs } = await built('clock/monotonic.js');

const { mode, plan, seconds } = workerData;
/** Until then, V8 is still compiling, which takes the thread up to 4 ms at a time. */
const warmUpOperations = 6_000;
const ticker = mode === 'spin' ? null : await startTicker(plan);
const lag = new LatencySum();
let cpuMs = 0;
let isWarm = false;
const loop = new IssueLoop(
  { ...plan, hasOwnCore: mode !== 'sleep', inFlight: new SharedArrayBuffer(4) },
  null,
  {
    /** @param {import('../../src/metrics/interval-counts.js').IntervalCounts} counts */
    interval({ thread, schedulingLag }) {
      if (!isWarm) return;
      cpuMs += (thread.cpuMs ?? Number.NaN) + (thread.ticker?.cpuMs ?? 0);
      if (schedulingLag) lag.add(schedulingLag);
    },
    routed() {},
  },
  ticker,
);
/** @type {number[]} */
let sent = [];
loop.use({
  /** @param {number} slot */
  send: (slot) => void sent.push(slot),
  flush: () => sent.length > 0 && setImmediate(answer),
  deadlinePassed() {},
  async [Symbol.asyncDispose]() {},
});
for (let connection = 0; connection < plan.connections; connection += 1) loop.connectionChanged(connection, 'none:1');
await loop.run(
  monotonicMs() + 100,
  monotonicMs() + 100 + Math.min(6_000, (warmUpOperations / plan.ratePerSecond) * 1000),
  null,
);
isWarm = true;
const epochMs = monotonicMs() + 100;
await loop.run(epochMs, epochMs + seconds * 1000, null);
loop.close();
await ticker?.[Symbol.asyncDispose]();
parentPort?.postMessage({
  cpuPercent: cpuMs / seconds / 10,
  lagP50Us: lag.quantileUs(0.5),
  lagP99Us: lag.quantileUs(0.99),
});

function answer() {
  const answered = sent;
  sent = [];
  if (answered.length === 0) return;
  loop.repliesArrive();
  for (const slot of answered) loop.settle(slot, loop.slots.generation[slot] ?? 0, 0, '', 0);
  loop.repliesHandled();
}
