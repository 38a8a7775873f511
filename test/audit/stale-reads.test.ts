import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CommittedWrite,
  explainStaleReads,
  type StaleCause,
  type StaleRead,
  summarizeStaleReads,
} from '../../src/audit/stale-reads.js';

/** Version 2 was acknowledged at 100 ms, and its invalidation at 110 ms. */
function write(given: Partial<CommittedWrite> = {}): CommittedWrite {
  return {
    key: 7,
    version: 2,
    acknowledgedAtMs: 100,
    invalidation: { isAcknowledged: true, settledAtMs: 110 },
    ...given,
  };
}

/** It found version 1 at 150 ms, which was cached at 50 ms. */
function read(given: Partial<StaleRead> = {}): StaleRead {
  return { key: 7, version: 1, startedAtMs: 150, filledAtMs: 50, ...given };
}

describe('the cause of a stale read', () => {
  test.each<[StaleCause, Partial<StaleRead>, Partial<CommittedWrite>, number | null]>([
    ['window', { startedAtMs: 105 }, {}, null],
    ['window', {}, { invalidation: null }, null],
    ['window', { startedAtMs: 105 }, { invalidation: { isAcknowledged: false, settledAtMs: 110 } }, null],
    ['notInvalidated', {}, { invalidation: { isAcknowledged: false, settledAtMs: 110 } }, null],
    ['race', { filledAtMs: 111 }, {}, null],
    ['race', { filledAtMs: null }, {}, null],
    ['lostInvalidation', {}, {}, null],
    ['lostInvalidation', { filledAtMs: 'preloaded' }, {}, null],
    ['allowed', {}, { invalidation: null }, 50],
    ['late', {}, { invalidation: null }, 49],
  ])('is %s: %j, %j, allowed %s ms', (cause, ofRead, ofWrite, allowedMs) => {
    const [finding] = explainStaleReads([read(ofRead)], [write(ofWrite)], allowedMs);
    expect(finding?.cause).toBe(cause);
  });

  test('and its age depend on the next acknowledged version, not on an unacknowledged one or a later one', () => {
    const writes = [4, 3].map((version) => write({ version, acknowledgedAtMs: version * 30 }));
    const [finding] = explainStaleReads([read()], [...writes, write({ key: 8 })], null);
    expect(finding).toMatchObject({ ageMs: 60, version: 1 });
  });
});

test('ten swallowed invalidations are found with exactly their keys', () => {
  const swallowed = new Set([3, 14, 15, 92, 65, 35, 89, 79, 32, 38]);
  const keys = Array.from({ length: 100 }, (_, key) => key);
  const writes = keys.map((key) => write({ key }));
  // The cache still has version 1 of the rows whose invalidation was swallowed; the others were filled again with
  // version 2.
  const found = keys.map((key) => read({ key, version: swallowed.has(key) ? 1 : 2 }));
  const stale = found.filter(({ version }) => version < 2);
  const findings = explainStaleReads(stale, writes, null);
  expect(new Set(findings.map(({ key }) => key))).toEqual(swallowed);
  expect(summarizeStaleReads(findings)).toMatchObject({
    count: 10,
    byCause: { window: 0, race: 0, notInvalidated: 0, lostInvalidation: 10, allowed: 0, late: 0 },
    maxAgeMs: 50,
  });
});

test('a summary counts every finding once, and shows the oldest', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { maxLength: 60 }), (ages) => {
      const reads = ages.map((ageMs, key) => read({ key, startedAtMs: 100 + ageMs }));
      const writes = ages.map((_, key) => write({ key }));
      const { count, byCause, maxAgeMs, samples } = summarizeStaleReads(explainStaleReads(reads, writes, 500));
      expect(count).toBe(ages.length);
      expect(byCause.allowed + byCause.late).toBe(ages.length);
      expect(byCause.late).toBe(ages.filter((ageMs) => ageMs > 500).length);
      expect(maxAgeMs).toBe(ages.length === 0 ? null : Math.max(...ages));
      expect(samples.map(({ ageMs }) => ageMs)).toEqual([...ages].sort((one, other) => other - one).slice(0, 20));
    }),
  );
});
