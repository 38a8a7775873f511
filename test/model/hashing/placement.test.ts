import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { placeByKetama } from '../../../src/model/hashing/ketama.js';
import { type Hashing, hashings, placement, placeOwnKeys } from '../../../src/model/hashing/placement.js';
import { keyName, keyNameIn } from '../../../src/model/write-stamp.js';

interface Vectors {
  readonly hashing: Hashing;
  /** `host:port`. */
  readonly servers: readonly string[];
  readonly weights?: readonly number[];
  /** The index of each key's server, for keys `cache-bench:abcd1234:<index>`. */
  readonly placed: readonly number[];
}

/**
 * Created with libmemcached 1.1.4 (Debian 12) by a small C program: `memcached_servers_parse` and
 * `memcached_server_push` of the list, `memcached_generate_hash` of each key; for ketama after
 * `memcached_behavior_set(MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, 1)`.
 */
const vectors: readonly Vectors[] = JSON.parse(
  readFileSync(new URL('./libmemcached-placements.json', import.meta.url), 'utf8'),
);
const runTag = 'abcd1234';

describe('the server of a key', () => {
  it.each(
    vectors.map((given) => ({
      ...given,
      count: given.servers.length,
      by: given.weights ? 'weights' : 'equal weights',
    })),
  )('is the one that libmemcached selects by $hashing among $count servers of $by', (given) => {
    const servers = given.servers.map(endpoint);
    const place = given.weights ? placeByKetama(servers, given.weights) : placement(given.hashing, servers);
    expect(given.placed.map((_, index) => place(`cache-bench:${runTag}:${index}`))).toEqual(given.placed);
  });

  it('depends only on the number of the key', () => {
    const { hashing, servers } = vectors.find(({ servers: { length } }) => length === 48)!;
    const place = placement(hashing, servers.map(endpoint));
    for (const space of ['string', 'hash'] as const) {
      const names = Array.from({ length: 200 }, (_, index) => keyNameIn(space, runTag, index));
      expect([...placeOwnKeys(place, runTag, names.length, space)]).toEqual(names.map(place));
    }
  });

  it('is unchanged for nearly all keys when ketama gets one more server', () => {
    const servers = Array.from({ length: 5 }, (_, index) => ({ host: `10.0.0.${index}`, port: 11_211 }));
    const [fewer, more] = [placement('ketama', servers.slice(0, 4)), placement('ketama', servers)];
    const keys = Array.from({ length: 2_000 }, (_, index) => keyName(runTag, index));
    const moved = keys.filter((key) => fewer(key) !== more(key));
    expect(moved.every((key) => more(key) === 4)).toBe(true);
    expect(moved.length).toBeGreaterThan(0);
  });
});

it('has test vectors for every hashing', () => {
  expect(new Set(vectors.map(({ hashing }) => hashing))).toEqual(new Set(hashings));
});

function endpoint(text: string) {
  const [host = '', port] = text.split(':');
  return { host, port: Number(port) };
}
