import { expect, it } from 'vitest';
import { hashings, placement } from '../../src/model/hashing/placement.js';
import { commonName, keyName, keyNameIn } from '../../src/model/write-stamp.js';

const servers = [1, 2, 3, 4, 5].map((host) => ({ host: `127.0.0.${host}`, port: 11_211 }));

it('is the common part of the keys of one request, and the name itself for a single key', () => {
  const common = keyNameIn('multi', 'abcd1234', 7);
  expect([common, `${common}:0`, `${common}:12`].map(commonName)).toEqual([common, common, common]);
  expect(commonName(keyName('abcd1234', 7))).toBe(keyName('abcd1234', 7));
});

it.each(hashings)('places all keys of one request on one server by %s, and requests on all servers', (hashing) => {
  const place = placement(hashing, servers);
  const used = new Set<number>();
  for (let key = 0; key < 200; key += 1) {
    const common = keyNameIn('multi', 'abcd1234', key);
    const places = [0, 1, 2, 3].map((index) => place(`${common}:${index}`));
    expect(new Set(places)).toEqual(new Set([place(common)]));
    used.add(place(common));
  }
  expect(used.size).toBe(servers.length);
});
