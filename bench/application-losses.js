import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { Pool } from 'undici';
import { fromProject } from '../bin/generate/project.js';
import { exitCodesWithRecord } from './lib/clients.js';
import { openGuarded } from './lib/guarded.js';
import { runScript } from './lib/options.js';
import { fixed, machine, table, whole } from './lib/report.js';
import { watchMemory } from './lib/watch-memory.js';

// Fails over the Redis behind examples/application, and compares the lost writes in the record with what a proxy of our own saw
// acknowledged and what the surviving primary has; and the outage with the log of the service.
//   node bench/application-losses.js [--runs 5] [--rate 1000]
const { startCluster } = await fromProject('dist/api/index.js');
const program = new URL('../bin/run.js', import.meta.url).pathname;
const service = new URL('../examples/application/service.mjs', import.meta.url).pathname;
const topology = {
  kind: 'sentinel',
  replicas: 2,
  zones: 3,
  links: { betweenZones: { delay: '20ms' } },
  sentinel: { count: 3, downAfter: '1s', failoverTimeout: '5s', quorum: 2 },
};

await runScript({ runs: 5, rate: 1_000 }, async ({ runs, rate }) => {
  const rows = [];
  let differences = 0;
  for (let run = 0; run < runs; run += 1) {
    const { acknowledged, lost, record, logMs } = await failOver(rate, run + 1);
    const counted = record.writeSafety.fates?.lost ?? null;
    if (counted !== lost) differences += 1;
    const { writeMs } = record.application.unavailability;
    const figures = [
      `${lost}`,
      counted === null ? '–' : `${counted}`,
      fixed(logMs, 1, ' ms'),
      fixed(writeMs, 1, ' ms'),
    ];
    rows.push([`${run + 1}`, whole(acknowledged), ...figures]);
  }
  const heads = ['run', 'acknowledged', 'lost: Redis', 'lost: record', 'write outage: log', 'write outage: record'];
  console.log(`${machine()}\n\n${table(heads, rows)}\n\n${differences} of ${runs} runs differ in their lost writes.`);
  process.exitCode = differences > 0 ? 1 : 0;
});

/** @param {number} rate @param {number} seed */
async function failOver(rate, seed) {
  const guarded = await openGuarded();
  const cluster = await startCluster({ topology, seed });
  try {
    const port = String(20_000 + (process.pid % 10_000));
    const given = { PORT: port, CLIENT: 'careful', ...cluster.env };
    const assignments = Object.entries(given).map(([name, value]) => `${name}=${value}`);
    const serving = guarded.spawn('env', [...assignments, process.execPath, service]);
    const lines = createInterface(serving.stdout);
    await once(lines, 'line');
    let logMs = 0;
    lines.on('line', (line) => {
      logMs = Math.max(logMs, Number(/no write succeeded for ([\d.]+) ms/.exec(line)?.[1] ?? 0));
    });
    const proxy = await startProxy(`http://127.0.0.1:${port}`, () =>
      cluster.fault('host-loss', { target: 'primary', recover: 'replace', after: '2s' }),
    );
    const record = await load(proxy.url, rate, guarded.folder, () => {
      // Silence before the load is no outage.
      logMs = 0;
    });
    proxy.close();
    return { ...proxy.books(await finalState(cluster.env, proxy.keys())), record, logMs };
  } finally {
    await cluster.close();
    await guarded.close();
  }
}

/** @param {string} url @param {number} rate @param {string} folder @param {() => void} onLoad */
async function load(url, rate, folder, onLoad) {
  const scenario = join(folder, 'losses.yaml');
  const strike = `fetch('${url}/strike').then(({ ok }) => process.exit(ok ? 0 : 1))`;
  await writeFile(
    scenario,
    `name: losses
application:
  requests:
    - { name: set, method: PUT, path: "/items/{key}", body: "{value}" }
    - { name: get, path: "/items/{key}" }
workload: { connections: 64, rate: ${rate}, keys: 2000 }
phases: { warmup: 1s, duration: 12s }
faults: [{ at: 3s, exec: { command: ${process.execPath}, arguments: ["-e", ${JSON.stringify(strike)}] }, recover: none, after: 1s }]
gates: [lost_writes >= 0, unexpected_writes >= 0]
`,
  );
  setTimeout(onLoad, 5_000);
  const command = [process.execPath, program, 'run', scenario, '--target', url, '--out', folder, '--json', '--quiet'];
  return JSON.parse((await watchMemory(command, 1_000, exitCodesWithRecord)).stdout);
}

/** Passes requests on, and keeps books of the writes. @param {string} target @param {() => Promise<unknown>} strike */
async function startProxy(target, strike) {
  const pool = new Pool(target, { connections: 64, pipelining: 1 });
  /** By key, in the order of arrival. @type {Map<string, { value: string, isAcknowledged: boolean }[]>} */
  const writes = new Map();
  const server = createServer(async (request, response) => {
    const { method = 'GET', url: path = '/' } = request;
    const body = await text(request);
    if (path === '/strike') {
      await strike();
      return response.end();
    }
    const write = { value: body, isAcknowledged: false };
    const key = decodeURIComponent(path.replace('/items/', ''));
    if (method === 'PUT') writes.set(key, [...(writes.get(key) ?? []), write]);
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const order = { method: method === 'PUT' ? /** @type {const} */ ('PUT') : /** @type {const} */ ('GET'), path };
      const answer = await pool.request({ ...order, body: body || null, signal: gone.signal });
      const found = await answer.body.text();
      write.isAcknowledged = answer.statusCode < 300;
      return response.writeHead(answer.statusCode).end(found);
    } catch {
      return request.socket.destroy();
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    keys: () => [...writes.keys()],
    /** @param {Map<string, string | null>} state */
    books(state) {
      let acknowledged = 0;
      let lost = 0;
      for (const [key, all] of writes) {
        const last = all.findLastIndex(({ value }) => value === state.get(key));
        acknowledged += all.filter(({ isAcknowledged }) => isAcknowledged).length;
        lost += all.slice(last + 1).filter(({ isAcknowledged }) => isAcknowledged).length;
      }
      return { acknowledged, lost };
    },
    close() {
      server.closeAllConnections();
      server.close();
      void pool.destroy();
    },
  };
}

/** What the primary has now. @param {Readonly<Record<string, string>>} environment @param {readonly string[]} keys */
async function finalState({ REDIS_SENTINELS = '', REDIS_SENTINEL_NAME = '' }, keys) {
  const sentinels = REDIS_SENTINELS.split(',').map((place) => {
    const [host = '', port] = place.split(':');
    return { host, port: Number(port) };
  });
  const redis = new Redis({ sentinels, name: REDIS_SENTINEL_NAME });
  try {
    const values = await Promise.all(keys.map((key) => redis.get(`item:${key}`)));
    return new Map(keys.map((key, index) => [key, values[index] ?? null]));
  } finally {
    redis.disconnect();
  }
}
