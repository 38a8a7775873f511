import { Worker } from 'node:worker_threads';
import type { Launcher } from './launcher.js';
import type { WorkerMessage } from './load-plan.js';
import { memoryOf } from './replay/replay-plan.js';
import { tuneV8 } from './tune-v8.js';

/** Room for a client library's garbage: fewer collections, and each still traverses only what survives. */
const maxYoungGenerationSizeMb = 96;

/** Runs a worker as a thread of this process. */
export const launchThread: Launcher = (plan, { message, ended }) => {
  tuneV8(plan);
  const worker = new Worker(new URL('../load/worker-thread.js', import.meta.url), {
    workerData: plan,
    resourceLimits: { maxYoungGenerationSizeMb },
  });
  worker.on('message', (received: WorkerMessage) => message(received));
  worker.on('error', ended);
  worker.on('exit', () => ended(new Error(`Load thread ${plan.workerIndex} ended early.`)));
  return {
    tell: (order) => worker.postMessage(order, order.order === 'replay' ? memoryOf(order.batch) : []),
    async terminate() {
      await worker.terminate();
    },
  };
};
