import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { fromProject } from '../../bin/generate/project.js';

const { claimPort } = await fromProject('dist/engine/ports.js');
const { createRunFolder } = await fromProject('dist/engine/run-folder.js');
const { requireEngine } = await fromProject('dist/engine/require-engine.js');
const { startServer } = await fromProject('dist/engine/start-server.js');
const { startWatchdog } = await fromProject('dist/engine/watchdog.js');

const host = '127.0.0.1';

/** @typedef {Awaited<ReturnType<typeof openGuarded>>} Guarded */
/** @typedef {Awaited<ReturnType<Guarded['startRedis']>>} GuardedRedis */

/** A folder and processes that end with this script, in whatever way it ends: even by SIGKILL. */
export async function openGuarded() {
  const watchdog = await startWatchdog();
  const folder = await createRunFolder(watchdog);
  return {
    /** @type {string} */
    folder: folder.path,
    /** A process whose standard output can be read. @param {string} program @param {readonly string[]} given @param {'inherit' | 'ignore'} [stderr] */
    spawn(program, given, stderr = 'inherit') {
      // The watchdog ends the whole process group.
      const child = spawn(program, given, { stdio: ['ignore', 'pipe', stderr], detached: true });
      const { pid } = child;
      watchdog.guardProcess(pid);
      child.once('exit', () => watchdog.releaseProcess(pid));
      return child;
    },
    /** A Redis with nothing on disk, and a connection to it. @param {string} name also that of its folder */
    async startRedis(name) {
      const binary = await requireEngine({ engine: 'redis', version: null }, { onProgress() {} });
      const claimed = await claimPort(host, null);
      await claimed.release();
      /** @type {number} */
      const port = claimed.port;
      const given = ['--bind', host, '--port', String(port), '--save', ''];
      const server = await startServer({ name, binary, arguments: given, dataDir: join(folder.path, name) }, watchdog);
      const line = connectTo(port);
      await line.ping();
      return {
        port,
        line,
        /** @param {NodeJS.Signals} signal */
        signal: (signal) => void server.signal(signal),
        async stop() {
          line.disconnect();
          await server.kill();
        },
      };
    },
    async close() {
      await watchdog[Symbol.asyncDispose]();
      await folder[Symbol.asyncDispose]();
    },
  };
}

/** A connection that waits for the server. @param {number} port */
export function connectTo(port) {
  const line = new Redis(port, { retryStrategy: () => 50, maxRetriesPerRequest: null });
  line.on('error', () => {});
  return line;
}
