import type { ServerProcess } from '../../engine/server-process.js';

/** Placeholder for a target's process, which we don't know and can't signal. */
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
