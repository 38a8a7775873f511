import { describe, expect, it } from 'vitest';
import { searchExitCode } from '../../../src/record/series/search-exit-code.js';
import type { SearchRecord, SearchResult, SearchStep } from '../../../src/record/series/search-record.js';
import { searchHeadline, stepLine } from '../../../src/report/search/search-facts.js';
import { renderSearch } from '../../../src/report/search/search-report.js';

const none: SearchResult = {
  ratePerSecond: null,
  uncertaintyPercent: null,
  lowestMissedPerSecond: null,
  held: 0,
  tried: 0,
  limitedBy: 'interrupted',
};
const found = { ratePerSecond: 42_000, held: 2, tried: 3 };

const step: SearchStep = {
  ratePerSecond: 42_000,
  outcome: 'held',
  reason: 'Every objective held.',
  figure: 810,
  p50Us: 210,
  p99Us: 810,
  recordPath: '01-42000/record.json',
};

function search(result: Partial<SearchResult>, different: Partial<SearchRecord> = {}): SearchRecord {
  return {
    searchVersion: 1,
    id: '20260214-093012-search-k3v9',
    scenario: 'steady-state',
    startedAt: '2026-02-14T09:30:12.345Z',
    command: ['cache-bench', 'search'],
    seed: 7,
    objectives: ['response_time.p99 < 1ms', 'dropped == 0'],
    unit: 'us',
    precisionPercent: 5,
    stepMs: 5_000,
    probe: { throughputPerSecond: 61_000, recordPath: 'probe/record.json' },
    steps: [
      step,
      { ...step, ratePerSecond: 44_100, outcome: 'saturated', reason: 'load thread 1 was held up', figure: null },
    ],
    result: { ...none, ...result },
    ...different,
  };
}

describe('the result of a search', () => {
  it.each<{ result: Partial<SearchResult>; word: string; says: RegExp; exitCode: number }>([
    {
      result: { ...found, limitedBy: 'objective', uncertaintyPercent: 5, lowestMissedPerSecond: 44_100 },
      word: 'FOUND',
      says: /^highest rate 42,000\/s \(held 2 of 3; missed at 44,100\/s\), ± 5 %$/,
      exitCode: 0,
    },
    {
      result: { ...found, limitedBy: 'upper-bound' },
      word: 'AT LEAST',
      says: /^42,000\/s \(held 2 of 3\), the highest/,
      exitCode: 0,
    },
    {
      result: { ...found, limitedBy: 'generator' },
      word: 'AT LEAST',
      says: /^42,000\/s \(held 2 of 3\); the generator was the limit$/,
      exitCode: 4,
    },
    {
      result: { limitedBy: 'generator' },
      word: 'NONE',
      says: /the generator was the limit even at 42,000\/s/,
      exitCode: 4,
    },
    { result: { limitedBy: 'no-data' }, word: 'NONE', says: /had no data even at 42,000\/s/, exitCode: 4 },
    { result: { limitedBy: 'lower-bound' }, word: 'NONE', says: /even 42,000\/s.* missed them/, exitCode: 3 },
    { result: { ...found, limitedBy: 'interrupted' }, word: 'INTERRUPTED', says: /at least 42,000\/s/, exitCode: 130 },
    { result: { limitedBy: 'interrupted' }, word: 'INTERRUPTED', says: /no rate had held/, exitCode: 130 },
  ])('limited by $result.limitedBy is $word, with exit code $exitCode', ({ result, word, says, exitCode }) => {
    const record = search(result);
    expect(searchHeadline(record)).toMatchObject({ word, finding: expect.stringMatching(says) });
    expect(searchExitCode(record.result)).toBe(exitCode);
  });
});

describe('the report of a search', () => {
  const options = { columns: 80, colour: false, searchPath: 'reports/s/search.json' };

  it('begins with the result, then the objectives and every step with its reason', () => {
    const text = renderSearch(search({ ...found, limitedBy: 'generator' }), options);
    expect(text).toMatch(/^AT LEAST {2}steady-state: 42,000\/s/);
    expect(text).toMatch(/ 1 +42,000\/s +held +210 µs +810 µs +810 µs/);
    expect(text).toMatch(/ 2 +44,100\/s +saturated +210 µs +810 µs +–/);
    expect(text).toContain('2  load thread 1 was held up');
    expect(text).toContain('closed loop     61,000/s');
    expect(text.trimEnd().split('\n').at(-1)).toBe('record  reports/s/search.json');
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(80);
  });

  it('of a search without a step says so, and lets no name control the terminal', () => {
    const text = renderSearch(search({}, { steps: [], probe: null, scenario: 'x\u001b[2Jy' }), options);
    expect(text).toContain('No step was completed.');
    expect(text).not.toContain('\u001b');
  });
});

describe('the line of a step', () => {
  it('shows its outcome, and the reason if it did not hold', () => {
    expect(stepLine(step, 3)).toBe('step  3      42,000/s  held       p50 210 µs   p99 810 µs');
    expect(stepLine({ ...step, outcome: 'missed', reason: 'It was above.' }, 12)).toMatch(
      /^step 12 .* missed .* It was above\.$/,
    );
  });
});

describe('the steps of a search that did not hold', () => {
  const late = (percent: number): SearchStep => ({
    ...step,
    outcome: 'saturated',
    reason: `load thread 1 waited for a free core ${percent} % of the time`,
  });

  it('share one line if their reasons differ only in figures', () => {
    const missed: SearchStep = { ...step, outcome: 'missed', reason: 'dropped was 7.' };
    const text = renderSearch(search({}, { steps: [late(40), step, late(30), late(61.5), missed] }), {
      columns: 120,
      colour: false,
      searchPath: null,
    });
    expect(text).toMatch(/^ {2}1, 3 to 4 {2}for example, load thread 1 waited for a free core 40 % of the time$/m);
    expect(text).toMatch(/^ {2}5 {2}dropped was 7\.$/m);
  });
});
