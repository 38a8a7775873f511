// One load thread: opens its connections, then runs the parts it is ordered to.
import { parentPort, workerData } from 'node:worker_threads';
import { ownedKeys } from '../audit/ledger-snapshot.js';
import { RowLedger } from '../audit/row-ledger.js';
import { requestsOf } from '../model/operation-plan.js';
import { optionsInThread } from './driver/client-module.js';
import type { Driver } from './driver/driver.js';
import { drivers } from './driver/registry.js';
import { IssueLoop } from './issue-loop.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from './load-plan.js';
import { OriginRecorder } from './origin/origin-recorder.js';
import { ReplayQueue } from './replay/replay-queue.js';
import { startTicker } from './ticker.js';
import { createLedgers } from './worker-ledgers.js';

const plan = workerData as WorkerPlan;
const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const tell = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, [...transfer]);

const ledgers = createLedgers(plan);
const { origin, replay } = plan;
const queue = replay === null ? null : new ReplayQueue({ ...plan, replay }, () => tell({ type: 'used' }));
const ticker = plan.ratePerSecond === null ? null : await startTicker(plan, queue?.starts);
const recorder =
  origin === null
    ? null
    : new OriginRecorder(new RowLedger(ownedKeys(plan.keys, plan.workerIndex, plan.workerCount), origin));
const loop = new IssueLoop(
  plan,
  ledgers,
  {
    interval: (interval, service) => tell({ type: 'interval', interval, service }),
    routed: (endpoint, atMs) => tell({ type: 'routed', endpoint, atMs }),
  },
  ticker,
  recorder,
  queue,
);

try {
  const driver = await drivers[plan.driver].open(
    {
      ...plan,
      clientOptions: await optionsInThread(plan.clientOptions),
      operations: requestsOf(plan.operations),
      slots: loop.slots,
    },
    loop,
  );
  const performers: Driver[] = [];
  if (origin !== null && recorder !== null) {
    // Database clients take time to load.
    const { openOrigin } = await import('./origin/open-origin.js');
    performers.push(openOrigin(plan, origin, recorder, loop));
  }
  loop.use(driver, performers);
  port.on('message', async (order: WorkerOrder) => {
    switch (order.order) {
      case 'run':
        if (order.part === 'measured') {
          ledgers?.ledger.markBaseline();
          ledgers?.counts?.markBaseline();
        }
        if (order.part === 'warmup') queue?.rehearse(order.endMs - order.epochMs);
        await loop.run(order.epochMs, order.endMs, order.part === 'measured' ? plan.requests : null);
        if (order.part === 'warmup') queue?.endRehearsal();
        return tell({
          type: 'drained',
          planned: loop.planned,
          service: loop.results.restOfService(),
          shards: loop.results.shardCounts(),
          startLateMs: loop.startLateMs,
        });
      case 'replay':
        return queue?.add(order.batch);
      case 'replay-ends':
        queue?.end();
        return loop.replayEnds();
      case 'stop':
        return loop.stop();
      case 'hand-over': {
        loop.close();
        for (const one of [driver, ...performers]) await one[Symbol.asyncDispose]();
        await ticker?.[Symbol.asyncDispose]();
        const written = ledgers?.ledger.snapshot();
        const counted = ledgers?.counts?.snapshot();
        const ledger = written ? { ...written.snapshot, ...(counted && { counted: counted.snapshot }) } : null;
        const rows = recorder?.rows.snapshot() ?? null;
        const history = loop.results.history();
        const recorded = history === null ? [] : [history.rows.buffer];
        const transfer = [...(written?.transfer ?? []), ...(counted?.transfer ?? []), ...recorded];
        tell({ type: 'ledger', ledger, rows, history }, transfer);
        return port.close();
      }
      default:
        return order satisfies never;
    }
  });
  tell({ type: 'connected' });
} catch (error) {
  tell({ type: 'failed', message: (error as Error).message });
  port.close();
}
