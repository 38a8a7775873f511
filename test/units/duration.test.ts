import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { durationInProse, formatDuration, parseDuration } from '../../src/units/duration.js';

describe('parseDuration', () => {
  it.each([
    ['20s', 20_000],
    ['0s', 0],
    ['1.5ms', 1.5],
    ['250us', 0.25],
    ['2m', 120_000],
    ['1h', 3_600_000],
    ['1 s', 1000],
    [' 4.35s ', 4350],
  ])('parses %s as %d ms', (text, valueMs) => {
    expect(parseDuration(text)).toEqual({ value: valueMs });
  });

  it('reports a number without a unit, and suggests one', () => {
    expect(parseDuration('20')).toEqual({ expected: expect.stringContaining('has no unit'), suggestion: '20s' });
  });

  it.each([
    ['20sec', '20s'],
    ['5MS', '5ms'],
    ['3minutes', '3m'],
    ['10µs', '10us'],
    ['2secnds', '2s'],
  ])('takes %s for %s, but does not accept it', (text, suggestion) => {
    expect(parseDuration(text)).toMatchObject({ suggestion });
  });

  it.each(['', 's', '-5s', '1e3s', 'NaN', '5 parsecs', '1s2', '.5s', `${'9'.repeat(400)}h`])('rejects %j', (text) => {
    expect(parseDuration(text).expected).toContain('a duration with its unit');
  });

  it('parses what formatDuration prints, to the microsecond', () => {
    const day = 24 * 3_600_000_000;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: day }), (wholeUs) => {
        expect(parseDuration(formatDuration(wholeUs / 1000))).toEqual({ value: wholeUs / 1000 });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(fc.property(fc.string(), (text) => void parseDuration(text)));
  });
});

describe('formatDuration', () => {
  it.each([
    [20_000, '20s'],
    [90_000, '90s'],
    [120_000, '2m'],
    [0.25, '250us'],
    [1.5, '1.5ms'],
    [0, '0s'],
  ])('prints %d ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});

describe('durationInProse', () => {
  it.each([
    [20_000, '20 s'],
    [120_000, '2 min'],
    [0.25, '250 µs'],
    [86, '86 ms'],
    [0, '0 s'],
  ])('prints %d ms as %s', (durationMs, text) => {
    expect(durationInProse(durationMs)).toBe(text);
  });
});
