import type { ServerProcess } from '../../engine/server-process.js';

/** The process of a server that somebody else runs: we know nothing of it, and can't hurt it. */
export function foreignProcess(name: string): ServerProcess {
  return {
    name,
    pid: 0,
    logFile: '',
    running: true,
    exited: new Promise(() => {}),
    signal: () => false,
    kill: () => Promise.reject(new Error(`${name} is a server of somebody else, which is not ours to kill`)),
    logTail: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}
