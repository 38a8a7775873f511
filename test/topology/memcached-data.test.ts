import { expect, it } from 'vitest';
import type { MemcachedControl } from '../../src/topology/memcached-control.js';
import { memcachedDataAccess } from '../../src/topology/memcached-data.js';
import { fakeNode } from '../fakes/fake-cluster.js';

const counted = [
  ...[
    'pid',
    'cmd_get',
    'cmd_set',
    'cmd_touch',
    'cmd_flush',
    'delete_hits',
    'delete_misses',
    'incr_hits',
    'incr_misses',
  ],
  ...['bytes', 'evictions', 'reclaimed', 'crawler_reclaimed', 'get_expired', 'uptime', 'limit_maxbytes'],
].map((name) => [name, '7'] as const);

async function inspected(more: readonly (readonly [string, string])[]) {
  const control = { stats: async () => new Map([...counted, ...more]) } as unknown as MemcachedControl;
  return memcachedDataAccess(() => control).inspect(fakeNode('n1', 'server'));
}

it('tells no CPU time of a memcached that does not say what it used', async () => {
  expect(await inspected([])).toMatchObject({ cpuSeconds: null, evictedKeys: expect.any(Number) });
  const usage = [
    ['rusage_user', '1.5'],
    ['rusage_system', '0.5'],
  ] as const;
  expect(await inspected(usage)).toMatchObject({ cpuSeconds: 2 });
});

it('refuses a figure that is no number, in the words of the server', async () => {
  await expect(inspected([['bytes', 'many\u001b[31m']])).rejects.toThrow(
    /Memcached's stats say bytes many\\x1b.*no number/,
  );
});
