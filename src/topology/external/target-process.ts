import type { ServerProcess } from '../../engine/server-process.js';

/** Stands in for a target's process, of which we know nothing and which we can't signal. */
export function targetProcess(name: string): ServerProcess {
  return {
    name,
    pid: 0,
    logFile: '',
    running: true,
    exited: new Promise(() => {}),
    signal: () => false,
    kill: () => Promise.reject(new Error(`${name} belongs to the target and is not ours to kill`)),
    logTail: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}
