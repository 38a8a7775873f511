import { expect, it } from 'vitest';
import { breakdownBefore } from '../../src/run/breakdown.js';

const issueEndMs = 10_000;
const outage = (fromMs: number, toMs: number | null) => ({ shard: 0, sort: 'write', fromMs, toMs }) as const;
const none = { ok: 0, fail: 0, indeterminate: 0, dropped: 0 };
/** At 1,000/s in intervals of 100 ms: everything succeeds until then, and nothing afterwards. */
const servedUntil = (endMs: number) =>
  Array.from({ length: 100 }, (_, index) => {
    const startMs = index * 100;
    return { ...none, startMs, ...(startMs < endMs ? { ok: 100 } : { dropped: 100 }) };
  });
const until4s = { atMs: 4_000, ended: { planned: 4_000, ok: 4_000 } };

it.each([
  ['a server that died and stayed away', 4_000, [outage(4_000, null)], until4s],
  ['a server that was away for 2 s', 4_000, [outage(4_000, 6_000)], until4s],
  ['the first of several outages', 4_000, [outage(7_000, null), outage(4_000, 6_000)], until4s],
  ['failures long before', 1_000, [outage(4_000, null)], { atMs: 4_000, ended: { planned: 4_000, ok: 1_000 } }],
  ['an outage as short as those of an overloaded server', 4_000, [outage(4_000, 4_900)], undefined],
  ['an outage from the start', 0, [outage(0, null)], undefined],
  ['an outage after the first fault', 9_000, [outage(8_500, null)], undefined],
  ['no outage', issueEndMs, [], undefined],
])('tells what broke by itself, and what had ended by then: %s', (_, servedUntilMs, otherOutages, expected) => {
  expect(breakdownBefore(8_000, { otherOutages, intervals: servedUntil(servedUntilMs), issueEndMs })).toEqual(expected);
});
