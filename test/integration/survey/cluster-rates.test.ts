import { Cluster } from 'ioredis';
import { expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { startForeignCluster } from '../../cli/drill/foreign-cluster.js';
import { startPacedLoad } from '../../cli/drill/paced-load.js';
import { temporaryFolder } from '../../engine/fixtures/temporary-folder.js';
import { certificateAuthority } from '../fixtures/certificates.js';
import { survey } from './survey.js';

const password = 'hunter2-s3cr3t';

it('a survey adds up the primaries of a Redis Cluster, and samples each by its share of the keys', async () => {
  await using folder = await temporaryFolder();
  const authority = await certificateAuthority(folder.path, 'authority');
  await using cluster = await startForeignCluster(password, await authority.issue('server'), authority.caFile);
  const client = new Cluster([{ host: '127.0.0.1', port: cluster.ports[0] ?? 0 }], { redisOptions: { password } });
  using paced = startPacedLoad(client, 900, [
    { weight: 3, request: (number) => ['GET', `session:${2 * (number % 250)}`] },
    { weight: 1, request: (number) => ['SET', `new:${number % 300}`, 'x'.repeat(64)] },
  ]);
  // What was really sent, from the line that begins the window to the one that follows it.
  const counted: { readonly sent: number; readonly atMs: number }[] = [];
  const progress = () => void counted.push({ sent: paced.sent(), atMs: monotonicMs() });
  const url = `redis+cluster://127.0.0.1:${cluster.ports[1]}`;
  const found = await survey(url, { windowMs: 3000, progress }, password);
  const [begun, ended] = counted as [(typeof counted)[0], (typeof counted)[0]];
  const perSecond = (1000 * (ended.sent - begun.sent)) / (ended.atMs - begun.atMs);
  client.disconnect();
  expect(found).toMatchObject({ topology: 'cluster', shards: 3, replicas: 1, engine: 'redis', keys: 800 });
  const { get = 0, set = 0 } = found.rates;
  expect(Math.abs(get + set - perSecond) / perSecond).toBeLessThan(0.03);
  expect(Math.abs(get / (get + set) - 0.75)).toBeLessThan(0.02);
  expect(found.hitsPerSecond).toBeCloseTo(get, -1);
  expect(found.sample.keys.length).toBeGreaterThanOrEqual(400);
  expect(found.sample.refusals).toEqual([]);
});
