import { expect, test } from 'vitest';
import { startRedis } from '../integration/fixtures/redis-server.js';
import { startForeignServer } from './drill/foreign-server.js';
import { fixture, run, savedRecord } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const quiet = fixture('quiet.yaml');
const short = ['--warmup', '100ms', '--duration', '600ms'];

test('an address map leads both drivers to the server if sentinels announce an unreachable address', async () => {
  await using server = await startForeignServer(password, { keys: 1 });
  // TEST-NET-1: no packet is routed there.
  const announced = '192.0.2.1';
  const watching = (port: number) => [`port ${port}`, `sentinel monitor cache ${announced} 6379 1`];
  await using sentinel = await startRedis(watching, { sentinel: true });
  const target = `redis+sentinel://:${password}@127.0.0.1:${sentinel.port}/cache`;
  const map = `topology.addressMap={ "${announced}:6379": "127.0.0.1:${server.port}" }`;
  const given = ['run', quiet, '--target', target, ...short, '--set', map, '--gate', 'lost_writes == 0'];
  const before = Number(/cmdstat_set:calls=(\d+)/.exec(await server.client.info('commandstats'))?.[1] ?? 0);
  const ends = await Promise.all(['ioredis', 'wire'].map((driver) => run([...given, '--driver', driver])));
  let acknowledged = 0;
  for (const { exitCode, stderr, files } of ends) {
    expect(exitCode, stderr).toBe(0);
    const { writeSafety, topology } = savedRecord(files);
    expect(writeSafety.verdict).toBe('safe');
    expect(topology.nodes.map(({ id, port }) => `${id} ${port}`)).toEqual([`n1 ${server.port}`, `s1 ${sentinel.port}`]);
    acknowledged += writeSafety.writes.acknowledged;
  }
  const after = Number(/cmdstat_set:calls=(\d+)/.exec(await server.client.info('commandstats'))?.[1] ?? 0);
  expect(after - before).toBeGreaterThanOrEqual(acknowledged);
  expect((await server.everything()).size).toBe(1);
});
