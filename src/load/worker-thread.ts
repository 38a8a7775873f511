// One load thread: opens its connections, then runs the parts that it is told to.
import { parentPort, workerData } from 'node:worker_threads';
import { Ledger } from '../audit/ledger.js';
import { ownedKeys } from '../audit/ledger-snapshot.js';
import { type DriverName, drivers } from './driver/registry.js';
import { IssueLoop } from './issue-loop.js';
import type { WorkerMessage, WorkerOrder, WorkerPlan } from './load-plan.js';

const plan = workerData as WorkerPlan;
const port = parentPort;
if (port === null) throw new Error('This file is the entry of a worker thread.');
const tell = (message: WorkerMessage, transfer: readonly ArrayBuffer[] = []) =>
  port.postMessage(message, [...transfer]);

const ledger =
  plan.audit === 'off'
    ? null
    : new Ledger({ keyCount: plan.keys, workerIndex: plan.workerIndex, workerCount: plan.workerCount });
if (ledger && plan.preloaded) {
  const owned = ownedKeys(plan.keys, plan.workerIndex, plan.workerCount);
  for (let key = 0; key < owned; key += 1) ledger.acknowledgePreload(key);
}
const loop = new IssueLoop(plan, ledger, {
  interval: (interval) => tell({ type: 'interval', interval }),
  routed: (endpoint, atMs) => tell({ type: 'routed', endpoint, atMs }),
});

try {
  const driver = await drivers[plan.driver as DriverName].open({ ...plan, slots: loop.slots }, loop);
  loop.use(driver);
  port.on('message', async (order: WorkerOrder) => {
    switch (order.order) {
      case 'run':
        if (order.part === 'measured') ledger?.markBaseline();
        await loop.run(order.epochMs, order.endMs, order.part === 'measured' ? plan.requests : null);
        return tell({ type: 'drained', planned: loop.planned, gaps: loop.gaps() });
      case 'stop':
        return loop.stop();
      case 'hand-over': {
        loop.close();
        await driver[Symbol.asyncDispose]();
        const snapshot = ledger?.snapshot();
        tell({ type: 'ledger', ledger: snapshot?.snapshot ?? null }, snapshot?.transfer);
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
