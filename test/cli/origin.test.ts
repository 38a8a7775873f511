import { expect, test } from 'vitest';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, savedRecord } from './drill/run.js';

const canaries = 100;

test('a run with a database behind the cache counts what PostgreSQL and Redis count', async () => {
  await using server = await startForeignServer('pw');
  await server.client.config('RESETSTAT');
  const url = `redis://:pw@127.0.0.1:${server.port}`;
  const ended = await run(['run', fixture('origin.yaml'), '--target', url, '--json']);
  expect(ended.stderr).not.toMatch(/Error/);
  expect({ code: ended.exitCode, stderr: ended.stderr }).toMatchObject({ code: 0 });
  const { origin, totals } = savedRecord(ended.files);
  if (!origin) throw new Error('the record has no origin');
  expect(origin).toMatchObject({ kind: 'postgres', pattern: 'cache-aside', version: expect.stringMatching(/^\d/) });
  expect(totals.operations).toMatchObject({ planned: 1_500, ok: 1_500 });
  expect(origin.serverCounts).toEqual({ reads: origin.reads.ok, updates: origin.writes.ok });
  const { reads, writes } = origin;
  expect(origin.counts).toEqual({ reads: reads.ok, writes: writes.ok, fail: 0, indeterminate: 0 });
  const commands = await server.client.info('commandstats');
  const calls = (name: string) => Number(new RegExp(`cmdstat_${name}:calls=(\\d+)`).exec(commands)?.[1]);
  expect(origin.hits + origin.misses).toBe(calls('get'));
  // The first reader of a key fills the cache, the others wait for it. The program itself sets canaries.
  expect(calls('set') - canaries).toBe(origin.fills);
  expect(origin.fills).toBe(origin.reads.ok);
  expect(origin.reads.ok + origin.sharedReads).toBe(origin.misses);
  expect(origin.writes.ok).toBe(calls('del'));
  expect(origin).toMatchObject({ poolRefused: 0, phantom: 0, sameKeyMax: 1 });
  expect(origin.offloadRatio).toBeCloseTo(1 - origin.reads.ok / calls('get'), 9);
});
