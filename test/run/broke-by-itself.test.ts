import { expect, it } from 'vitest';
import { brokeByItself } from '../../src/run/broke-by-itself.js';

const issueEndMs = 10_000;
const outage = (fromMs: number, toMs: number | null) => ({ shard: 0, sort: 'write', fromMs, toMs }) as const;
const none = { ok: 0, fail: 0, indeterminate: 0, dropped: 0 };
/** At 1,000/s in intervals of 100 ms: everything succeeds until then, and nothing afterwards. */
const servedUntil = (endMs: number) =>
  Array.from({ length: 100 }, (_, index) => {
    const startMs = index * 100;
    return { ...none, startMs, ...(startMs < endMs ? { ok: 100 } : { dropped: 100 }) };
  });

it.each([
  ['a server that died and stayed away', 4_000, [outage(4_000, null)], true],
  ['a server that was away for 2 s', 4_000, [outage(4_000, 6_000)], true],
  ['an outage as short as those of an overloaded server', 4_000, [outage(4_000, 4_900)], false],
  ['an outage from the start', 0, [outage(0, null)], false],
  ['a load that failed for long before', 1_000, [outage(4_000, null)], false],
  ['no outage', issueEndMs, [], false],
])('tells whether something broke by itself: %s', (_, servedUntilMs, otherOutages, expected) => {
  expect(brokeByItself({ otherOutages, intervals: servedUntil(servedUntilMs), issueEndMs })).toBe(expected);
});
