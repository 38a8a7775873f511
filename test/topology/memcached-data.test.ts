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

it('has no CPU time for a memcached that does not report it', async () => {
  expect(await inspected([])).toMatchObject({ cpuSeconds: null, evictedKeys: expect.any(Number) });
  const usage = [
    ['rusage_user', '1.5'],
    ['rusage_system', '0.5'],
  ] as const;
  expect(await inspected(usage)).toMatchObject({ cpuSeconds: 2 });
});

it('lets keys expire by touching them with a time that has passed', async () => {
  const asked: string[] = [];
  const line = {
    async command(words: readonly string[]) {
      asked.push(words.join(' '));
      return words[1] === 'there' ? 'TOUCHED' : 'NOT_FOUND';
    },
    [Symbol.dispose]: () => {},
  };
  const control = {} as unknown as MemcachedControl;
  expect(await memcachedDataAccess(() => control).expire(line, ['there', 'gone'])).toBe(1);
  expect(asked).toEqual(['touch there -1', 'touch gone -1']);
});

it('rejects a figure that is not a number, and quotes the server', async () => {
  await expect(inspected([['bytes', 'many\u001b[31m']])).rejects.toThrow(
    /Memcached's stats report bytes many\\x1b.*not a number/,
  );
});
