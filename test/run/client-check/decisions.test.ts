import { expect, test } from 'vitest';
import { openAccess } from '../../../src/model/access.js';
import { isContradicted } from '../../../src/run/client-check/contradiction.js';
import { fatesOf, RandomTroubles } from '../../../src/run/client-check/random-troubles.js';
import { viewThrough } from '../../../src/run/client-check/view-through.js';

test('the seed decides on each command, whatever comes first', () => {
  const prefix = 'cache-bench:abcd1234:counter:';
  const pieces = [7, 3, 7, 7, 3].map((key) => Buffer.from(`INCR ${prefix}${String(key).padStart(8, '0')}`));
  const fates = (order: readonly number[]) => {
    const plan = new RandomTroubles(5, prefix);
    return order.map((index) => plan.fateOf(pieces[index]!));
  };
  const [a, b, c, d, e] = fates([0, 1, 2, 3, 4]);
  expect(fates([1, 4, 0, 2, 3])).toEqual([b, e, a, c, d]);
  expect(new RandomTroubles(5, prefix).fateOf(Buffer.from('PING'))).toBeUndefined();
});

test('a thousand decisions have every kind of trouble, and a third have none', () => {
  const all = Array.from({ length: 1_000 }, (_, key) => fatesOf(1, key));
  const kinds = all
    .flat()
    .map(({ delivers, closes }) => `${delivers} ${typeof closes === 'number' ? 'later' : closes}`);
  expect([...new Set(kinds)].sort()).toEqual(['false at-once', 'false later', 'true later', 'true with-reply']);
  expect(all.filter((fates) => fates.length === 0).length).toBeGreaterThan(200);
  expect(Math.max(...all.map((fates) => fates.length))).toBe(3);
});

test('a counter contradicts an ok that it never counted, and a fail that it did', () => {
  const contradicted = (['ok', 'fail', 'indeterminate', 'nothing'] as const).flatMap((reported) =>
    [0, 1, 2].filter((executed) => isContradicted(reported, executed)).map((executed) => `${reported} ${executed}`),
  );
  expect(contradicted).toEqual(['ok 0', 'fail 1', 'fail 2']);
});

const relay = { host: '127.0.0.1', port: 9 };
const server = { host: '10.0.0.1', port: 1 };
const other = { host: '10.0.0.2', port: 2 };

test('a client reaches only the relayed servers through their relays', () => {
  const relays = new Map([['10.0.0.1:1', relay]]);
  const addressMap = { 'a:1': server, 'b:2': other };
  const reached = { 'a:1': relay, 'b:2': other };
  const sentinels = { kind: 'sentinel', primaryName: 'p', sentinels: [other], sentinelAccess: openAccess } as const;
  expect(viewThrough({ kind: 'single', endpoint: server, access: openAccess }, relays)).toMatchObject({
    endpoint: relay,
  });
  expect(viewThrough({ ...sentinels, addressMap, access: openAccess }, relays)).toMatchObject({ addressMap: reached });
  const members = { kind: 'cluster', seeds: [server, other], readFrom: 'primary', access: openAccess } as const;
  expect(viewThrough({ ...members, addressMap }, relays)).toMatchObject({ addressMap: reached, seeds: [relay, other] });
});
