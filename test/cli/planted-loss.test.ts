import { expect, test } from 'vitest';
import { parseStamp } from '../../src/model/write-stamp.js';
import { MisplacingRelay } from '../fakes/misplacing-relay.js';
import { startForeignMemcached } from './drill/foreign-memcached.js';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, savedRecord } from './drill/run.js';

const password = 'planted';
const quiet = fixture('quiet.yaml');
const load = ['--warmup', '0s', '--duration', '2s', '--rate', '200', '--keys', '100', '--connections', '4'];

/** Runs a load through a relay that misplaces every write after the 180th; the server's own state says what was lost. */
async function lostThrough(driver: string, scheme: 'redis' | 'memcached') {
  await using server = await startServer(scheme);
  let state = new Map<string, string>();
  await using relay = await MisplacingRelay.listen(server.port, 180, async () => {
    state = await server.values();
  });
  const options = ['--driver', driver, '--set', 'workload.audit=final', '--set', 'workload.protocol=null'];
  const environment = scheme === 'redis' ? { CACHE_BENCH_TARGET_PASSWORD: password } : {};
  const target = ['--target', `${scheme}://127.0.0.1:${relay.port}`];
  const { stderr, files } = await run(['run', quiet, ...target, ...load, ...options], { environment });
  const { writeSafety } = savedRecord(files);
  return { stderr, writeSafety, lost: sum([...state].map(([key, value]) => lostWrites(state, key, value))) };
}

/** How many acknowledged writes of a key lie after the one that it still shows. */
function lostWrites(state: ReadonlyMap<string, string>, key: string, value: string): number {
  if (!key.startsWith('misplaced!!:')) return 0;
  const kept = state.get(key.replace('misplaced!!:', 'cache-bench:'));
  return (parseStamp(value)?.sequence ?? 0) - (parseStamp(kept ?? '')?.sequence ?? 0);
}

async function startServer(scheme: 'redis' | 'memcached') {
  if (scheme === 'redis') {
    const server = await startForeignServer(password);
    return { port: server.port, values: async () => new Map(await server.everything()), ...disposing(server) };
  }
  const server = await startForeignMemcached();
  const values = async () => new Map([...(await server.everything())].map(([key, { value }]) => [key, value]));
  return { port: server.port, values, ...disposing(server) };
}

function disposing(server: AsyncDisposable): AsyncDisposable {
  return { [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}

test.each([
  ['wire', 'redis'],
  ['ioredis', 'redis'],
  ['node-redis', 'redis'],
  ['iovalkey', 'redis'],
  ['valkey-glide', 'redis'],
  ['wire', 'memcached'],
  ['memjs', 'memcached'],
  ['memcached', 'memcached'],
] as const)('%s on %s finds exactly the lost writes that the server shows', async (driver, scheme) => {
  const { writeSafety, lost, stderr } = await lostThrough(driver, scheme);
  expect(lost, stderr).toBeGreaterThan(0);
  expect(writeSafety, stderr).toMatchObject({
    verdict: 'unsafe',
    fates: { lost, unexpected: 0, duplicated: 0 },
  });
});
