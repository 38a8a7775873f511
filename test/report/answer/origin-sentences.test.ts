import { describe, expect, it } from 'vitest';
import { originSentences } from '../../../src/report/answer/origin-sentences.js';
import { settingOf } from '../../../src/report/answer/setting.js';
import { keyFigures } from '../../../src/report/facts/key-figures.js';
import { missStorm } from '../../fixtures/records/miss-storm.js';
import { exampleRecord } from '../../gate/example-record.js';

const example = exampleRecord();
if (!example.origin) throw new Error('the example has no origin');
const origin = { ...example.origin, lostWriteBehind: null };
const record = { ...example, origin };
const none = { window: 0, race: 0, notInvalidated: 0, lostInvalidation: 0, allowed: 0, late: 0 };

describe('the answer about an origin', () => {
  it('says what it had to take, and why reads were stale', () => {
    expect(originSentences({ ...record, gates: [] })).toEqual([
      expect.stringMatching(/^18(\.00)? % of the reads went to PostgreSQL, at most 30\/s, with a p99 of /),
      '3 requests to it got no connection in time.',
      '5 reads were stale, by up to 120 ms: 2 because the cache did not acknowledge the invalidation, 3 because the cache acknowledged a newer write or its invalidation, and then returned the old value again.',
    ]);
  });

  it('is short without trouble', () => {
    const stale = { count: 1, byCause: { ...none, race: 1 }, maxAgeMs: 30, samples: [] };
    expect(originSentences({ ...record, gates: [], origin: { ...origin, poolRefused: 0, stale } }).slice(1)).toEqual([
      '1 read was stale, by up to 30 ms, because a reader cached what it had read before the write.',
    ]);
    const fresh = { ...stale, count: 0, byCause: none };
    expect(
      originSentences({ ...record, gates: [], origin: { ...origin, poolRefused: 0, stale: fresh } }).slice(1),
    ).toEqual(['No read was stale.']);
  });

  it('says how many readers asked for one key at once, if they were many', () => {
    const said = (sameKeyMax: number) => originSentences({ ...record, origin: { ...origin, sameKeyMax } });
    expect(said(23)[1]).toBe('Up to 23 readers asked it for the same key at once.');
    expect(said(2).join()).not.toContain('same key');
  });

  it.each([
    [0, 'Every acknowledged write reached PostgreSQL.'],
    [1, '1 acknowledged write never reached PostgreSQL.'],
    [1_200, '1,200 acknowledged writes never reached PostgreSQL.'],
  ])('says whether %i writes were lost with the cache', (lostWriteBehind, sentence) => {
    expect(originSentences({ ...record, origin: { ...origin, lostWriteBehind } })).toContain(sentence);
  });

  it('says what a fault of the cache cost it', () => {
    const storm = missStorm();
    expect(originSentences(storm)).toEqual([
      'PostgreSQL then served up to 548 reads/s (21.5/s before), while the cache answered only 44.3 % of the reads (97.8 % before).',
      expect.stringMatching(/^Over the whole run, 9\.1 % of the reads went to PostgreSQL, with a p99 of /),
      '31 requests to it got no connection in time.',
      '2 reads were stale, by up to 130 ms, because a reader cached what it had read before the write.',
    ]);
    const [fault] = storm.faults;
    const twice = {
      ...storm,
      faults: [fault!, { ...fault!, name: 'host-loss', origin: { ...fault!.origin!, readsPerSecondPeak: 700 } }],
    };
    expect(originSentences(twice)[0]).toMatch(/^After host-loss at 4 s, PostgreSQL served up to 700 reads\/s/);
  });

  it('says what became of requests to it while it was struck itself', () => {
    const storm = missStorm();
    const [fault] = storm.faults;
    const cost = { ...fault!.origin!, requests: 1_204, failed: 473 };
    const struck = { ...fault!, strikesOrigin: true as const, name: 'origin-kill', targets: ['origin'], origin: cost };
    const sentences = originSentences({ ...storm, faults: [struck] });
    expect(sentences[0]).toBe(
      'Until it was healed after 3 s, 473 of 1,204 requests to PostgreSQL failed; the cache answered at least 41 % of the reads.',
    );
    const http = { ...storm.origin!, kind: 'http' };
    expect(originSentences({ ...storm, origin: http, faults: [{ ...struck, healedAtMs: null }] })[0]).toMatch(
      /^Until the run ended, 473 of 1,204 requests to the HTTP API failed;/,
    );
  });

  it('is part of the setting', () => {
    expect(settingOf(record)).toContain(', cache-aside in front of PostgreSQL, ');
  });

  it('is absent without one', () => {
    expect(originSentences({ ...record, origin: null })).toEqual([]);
  });
});

describe('the key figures of a run with an origin', () => {
  const off = { ...record, writeSafety: { ...record.writeSafety, audit: 'off' as const, fates: null } };
  it('are the writes that never reached it, or else the stale reads', () => {
    const first = (lostWriteBehind: number | null) => keyFigures({ ...off, origin: { ...origin, lostWriteBehind } })[0];
    expect(first(36)).toEqual({ label: 'writes lost', figure: '36', of: 'never reached PostgreSQL' });
    expect(first(null)).toEqual({ label: 'stale reads', figure: '5' });
  });
});
