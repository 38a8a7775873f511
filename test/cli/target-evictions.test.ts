import { expect, test } from 'vitest';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, savedRecord } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const load = ['--rate', '400', '--keys', '4000', '--value-size', '2000', '--warmup', '100ms', '--duration', '1s'];

const large = 'x'.repeat(100_000);
const evicting = ['--maxmemory', '3mb', '--maxmemory-policy', 'allkeys-lru', '--maxmemory-samples', '10'];

test('evictions that took every canary are no wipe, but a flush is one, whatever was evicted', async () => {
  await using server = await startForeignServer(password, { more: evicting, keys: 0 });
  const target = ['--target', `redis://:${password}@127.0.0.1:${server.port}`];
  // Somebody else fills the memory several times a second; canaries, which nobody reads before the end, go first.
  const filler = setInterval(() => {
    for (let piece = 0; piece < 40; piece += 1) void server.client.set(`theirs ${piece}`, large);
  }, 100);
  const evicted = savedRecord((await run(['run', fixture('quiet.yaml'), ...target, ...load])).files);
  clearInterval(filler);
  const info = await server.client.info('stats');
  expect(Number(/evicted_keys:(\d+)/.exec(info)?.[1])).toBeGreaterThan(100);
  expect(info).not.toContain('cmdstat_flush');
  expect(evicted.writeSafety).toMatchObject({ verdict: 'unknown', wipedKeys: 0, canaries: { written: 100, found: 0 } });
  expect(evicted.writeSafety.reason).toMatch(/keys were evicted/);
  expect(evicted.writeSafety.causes).toMatchObject({ wipe: 0, unexplained: 0 });

  // Whoever flushes the server leaves their own count there.
  const flushing = run(['run', fixture('quiet.yaml'), ...target, ...load]);
  const wiper = setInterval(() => void server.client.flushall(), 300);
  const { writeSafety } = savedRecord((await flushing).files);
  clearInterval(wiper);
  expect(writeSafety).toMatchObject({ verdict: 'unsafe', canaries: { found: 0 } });
  expect(writeSafety.reason).toMatch(/data was wiped/);
});
