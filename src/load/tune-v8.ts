import { setFlagsFromString } from 'node:v8';
import type { WorkerPlan } from './load-plan.js';
import { sleepsBelowPerMs } from './spin-choice.js';

/** When V8 optimizes a function: after this many bytes of executed bytecode (Node 20), or invocations. `usual` is V8's own. */
const optimizing =
  Number.parseInt(process.versions.node, 10) < 22
    ? { flag: '--interrupt-budget', usual: 132 * 1024, early: 40_000 }
    : { flag: '--invocation-count-for-turbofan', usual: 3_000, early: 900 };

/**
 * Sets how V8 compiles and collects garbage, in the whole process: there are no flags for one thread. Call it before a load
 * thread starts, because a thread reads some of them only then. `node --v8-options` lists the flags.
 */
export function tuneV8({ ratePerSecond, workerCount }: Pick<WorkerPlan, 'ratePerSecond' | 'workerCount'>): void {
  // Baseline code at once: it does the work until the optimizing compiler has finished.
  setFlagsFromString('--always-sparkplug');
  // By default V8 inlines up to 920 bytes of bytecode into one function, but an operation's path is longer: calling the rest costs
  // a tenth of the CPU time per operation when requests are pipelined. A larger budget than this makes the optimizing compiler
  // busy for the first 0.3 s. Measured with bench/builds.js.
  setFlagsFromString('--max-inlined-bytecode-size-cumulative=2600');
  // At 1,000 operations/s, V8 would be compiling for the first 8 s, and each of its jobs can make operations up to 4 ms late.
  // At full speed it is soon done, and optimizing early costs a client library 3 % of its rate.
  const sleeps = ratePerSecond !== null && ratePerSecond / workerCount < 1_000 * sleepsBelowPerMs;
  setFlagsFromString(`${optimizing.flag}=${optimizing[sleeps ? 'early' : 'usual']}`);
  // After 8 s at a low rate, V8 collects a thread's garbage three times in a row to return memory: up to 30 late operations.
  setFlagsFromString('--no-memory-reducer');
}
