import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { readBenchmarkCsv, readMemtier, readRecord } from './read-outputs.js';
import { runClient } from './run-client.js';

/** @typedef {import('./start-server.js').Server} Server */
/** @typedef {{ readonly pipeline: number, readonly connections: number, readonly seconds: number }} Cell */

/**
 * One measurement: `cpuSeconds` of the client for `operations`; null if the system does not report it.
 *
 * @typedef {import('./read-outputs.js').Measurement & { cpuSeconds: number | null, serverCpuPercent: number | null }} Sample
 */

/**
 * A load generator that can be compared with another.
 *
 * @typedef {object} Client
 * @property {string} name
 * @property {string} version
 * @property {readonly import('./start-server.js').Engine[]} engines
 * @property {(cell: Cell, port?: string) => readonly string[]} command `<n>` is a number that a trial run determines
 * @property {(server: Server) => Promise<void>} fill writes every key that it will read
 * @property {(server: Server, cell: Cell) => Promise<Sample>} measure
 */

/** @typedef {Client & { commandFor: (server: Server, cell: Cell) => readonly string[] }} OurClient */

const program = fileURLToPath(new URL('../../bin/run.js', import.meta.url));
const load = fileURLToPath(new URL('../load.yaml', import.meta.url));
const keys = '100000';
const valueBytes = '32';
/** Pass, gate failed, inconclusive (one thread against a whole server is often saturated): each leaves a record. */
export const exitCodesWithRecord = [0, 3, 4];

/**
 * cache-bench itself. `changes` are further flags, such as `--set workload.audit=off`.
 *
 * @param {string} out folder of the reports
 * @param {readonly string[]} [changes]
 * @param {URL} [from] the program of another build
 * @returns {OurClient}
 */
export function cacheBench(out, changes = [], from = undefined) {
  /** @type {(cell: Cell, url: string) => readonly string[]} */
  const command = ({ pipeline, connections, seconds }, url) => [
    ...[
      'node',
      from === undefined ? program : fileURLToPath(from),
      'run',
      load,
      '--target',
      url,
      '-t',
      '1',
      '-c',
      String(connections),
      '-P',
      String(pipeline),
    ],
    ...['--duration', `${seconds}s`, '--json', '--quiet', '--out', out, ...changes],
  ];
  return {
    name: 'cache-bench',
    version: `Node ${process.version}`,
    engines: ['redis', 'memcached'],
    command: (cell, port = '<port>') =>
      command(cell, `redis://127.0.0.1:${port}`).map((word) => (word === out ? '<folder>' : shortPath(word))),
    commandFor: ({ engine, port }, cell) => command(cell, `${engine}://127.0.0.1:${port}`),
    fill: async () => {},
    async measure(server, cell) {
      const { stdout } = await runClient(this.commandFor(server, cell), exitCodesWithRecord);
      return readRecord(stdout);
    },
  };
}

/** The rivals found on PATH or named by MEMTIER_BENCHMARK, VALKEY_BENCHMARK and REDIS_BENCHMARK. */
export function findRivals() {
  const found = [
    benchmark('redis-benchmark', process.env.REDIS_BENCHMARK),
    benchmark('valkey-benchmark', process.env.VALKEY_BENCHMARK),
    memtier(process.env.MEMTIER_BENCHMARK),
  ];
  return found.filter((client) => client !== null);
}

/** @param {string} name @param {string} [path] @returns {Client | null} */
function benchmark(name, path = name) {
  const version = versionOf(path);
  if (version === null) return null;
  /** @type {(cell: Cell, port: string, requests: string) => readonly string[]} */
  const command = ({ pipeline, connections }, port, requests) => [
    ...[path, '-h', '127.0.0.1', '-p', port, '-t', 'set,get', '-n', requests, '-c', String(connections)],
    ...['-P', String(pipeline), '-d', valueBytes, '-r', keys, '--csv'],
  ];
  /** @type {Map<string, number>} */
  const requestsOf = new Map();
  return {
    name,
    version,
    engines: ['redis'],
    command: (cell, port = '<port>') => [name, ...command(cell, port, '<n>').slice(1)],
    async fill({ port }) {
      // Keys are random: with six times as many draws as keys, one key in four hundred is missed.
      const cell = { pipeline: 64, connections: 50, seconds: 0 };
      await runClient(command(cell, String(port), '600000').map((word) => (word === 'set,get' ? 'set' : word)));
    },
    async measure(server, cell) {
      const run = async (/** @type {number} */ requests) => {
        const ran = await watched(server, command(cell, String(server.port), String(requests)));
        return { ...ran, ...readBenchmarkCsv(ran.stdout, requests) };
      };
      const place = `${cell.pipeline}/${cell.connections}/${cell.seconds}`;
      // It takes a number of requests, not a duration: a trial run determines how many fill the time, half for each test.
      let requests = requestsOf.get(place);
      if (requests === undefined) {
        const trial = await run(Math.max(50_000, 20 * cell.pipeline * cell.connections));
        requests = Math.max(1, Math.round((trial.operationsPerSecond * cell.seconds) / 2));
        requestsOf.set(place, requests);
      }
      const { operationsPerSecond, operations, cpuSeconds, serverCpuPercent } = await run(requests);
      return { operationsPerSecond, operations, cpuSeconds, serverCpuPercent };
    },
  };
}

/** @param {string} [path] @returns {Client | null} */
function memtier(path = 'memtier_benchmark') {
  const version = versionOf(path);
  if (version === null) return null;
  /** @type {(engine: string, port: string) => readonly string[]} */
  const common = (engine, port) => [
    ...[path, '-h', '127.0.0.1', '-p', port, `--protocol=${engine === 'redis' ? 'redis' : 'memcache_text'}`],
    ...['-t', '1', '-d', valueBytes, '--key-minimum=1', `--key-maximum=${keys}`, '--hide-histogram'],
    // By default, all connections draw the same keys in the same order: a few thousand of the 100,000, all in the CPU's caches.
    '--distinct-client-seed',
  ];
  /** @type {(engine: string, port: string, cell: Cell) => readonly string[]} */
  const command = (engine, port, { pipeline, connections, seconds }) => [
    ...common(engine, port),
    ...['-c', String(connections), `--pipeline=${pipeline}`, `--test-time=${seconds}`, '--ratio=1:1'],
  ];
  return {
    name: 'memtier_benchmark',
    version,
    engines: ['redis', 'memcached'],
    command: (cell, port = '<port>') => ['memtier_benchmark', ...command('redis', port, cell).slice(1)],
    async fill({ engine, port }) {
      const all = ['-c', '1', '--pipeline=64', '-n', 'allkeys', '--ratio=1:0', '--key-pattern=S:S'];
      await runClient([...common(engine, String(port)), ...all]);
    },
    async measure(server, cell) {
      const ran = await watched(server, command(server.engine, String(server.port), cell));
      const { cpuSeconds, serverCpuPercent } = ran;
      return { ...readMemtier(ran.stdout, ran.stderr, cell.seconds), cpuSeconds, serverCpuPercent };
    },
  };
}

/** Runs a rival and measures the server's CPU use meanwhile. @param {Server} server @param {readonly string[]} command */
async function watched(server, command) {
  const before = server.cpuSeconds();
  const ran = await runClient(command);
  const after = server.cpuSeconds();
  const used = before === null || after === null ? null : after - before;
  return { ...ran, serverCpuPercent: used === null ? null : (used / ran.wallSeconds) * 100 };
}

/** @param {string} path @returns {string | null} */
function versionOf(path) {
  try {
    const options = { encoding: /** @type {const} */ ('utf8'), stdio: /** @type {const} */ ('pipe') };
    return execFileSync(path, ['--version'], options).split('\n')[0] ?? '';
  } catch {
    return null;
  }
}

/** @param {string} word */
function shortPath(word) {
  if (word === program) return 'bin/run.js';
  return word === load ? 'bench/load.yaml' : word;
}
