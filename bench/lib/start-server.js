import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { pinned } from './pinning.js';

/** @typedef {'redis' | 'memcached'} Engine */

/**
 * A separate server for one series of measurements, with nothing on disk.
 *
 * @typedef {object} Server
 * @property {Engine} engine
 * @property {string} version
 * @property {number} port
 * @property {() => number | null} cpuSeconds user and system since its start; null without /proc
 * @property {() => Promise<void>} stop
 */

const programs = {
  redis: process.env.CACHE_BENCH_REDIS_BINARY ?? 'redis-server',
  memcached: process.env.CACHE_BENCH_MEMCACHED_BINARY ?? 'memcached',
};
/** One event thread, like redis-server. */
const memcachedThreads = '1';
const mostConnections = '12000';
const readyWithinMs = 10_000;

/** @param {Engine} engine @returns {readonly string[]} how a server is started on a port */
export function serverCommand(engine, port = '<port>') {
  const program = programs[engine];
  if (engine === 'redis')
    return [program, '--port', port, '--bind', '127.0.0.1', '--save', '', '--maxclients', mostConnections];
  const user = process.getuid?.() === 0 ? ['-u', 'root'] : [];
  const limits = ['-t', memcachedThreads, '-c', mostConnections, '-m', '512'];
  return [program, '-l', '127.0.0.1', '-p', port, '-U', '0', ...limits, ...user];
}

/** @param {Engine} engine @returns {Promise<Server>} */
export async function startServer(engine) {
  const port = await freePort();
  const [program = '', ...given] = pinned('server', serverCommand(engine, String(port)));
  const child = spawn(program, given, { stdio: 'ignore' });
  const ended = once(child, 'exit');
  // A benchmark that fails must not leave its server behind.
  const kill = () => void child.kill('SIGKILL');
  process.once('exit', kill);
  const { pid } = child;
  if (pid === undefined || !(await answers(port, () => child.exitCode !== null)))
    throw new Error(`${serverCommand(engine, String(port)).join(' ')} did not start.`);
  return {
    engine,
    version: execFileSync(programs[engine], ['--version'], { encoding: 'utf8' }).trim(),
    port,
    cpuSeconds: () => cpuSecondsOf(pid),
    async stop() {
      kill();
      await ended;
      process.off('exit', kill);
    },
  };
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('The system assigned no port.');
  return address.port;
}

/** @param {number} port @param {() => boolean} isGone */
async function answers(port, isGone) {
  const endMs = performance.now() + readyWithinMs;
  while (performance.now() < endMs && !isGone()) {
    const socket = connect(port, '127.0.0.1');
    const isOpen = await Promise.race([once(socket, 'connect'), once(socket, 'error').then(() => null)]).catch(
      () => null,
    );
    socket.destroy();
    if (isOpen) return true;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return false;
}

/** Fields 14 and 15 of /proc/<pid>/stat, in ticks of 10 ms. @param {number} pid */
function cpuSecondsOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat
      .slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13);
    return (Number(user) + Number(system)) / 100;
  } catch {
    return null;
  }
}
