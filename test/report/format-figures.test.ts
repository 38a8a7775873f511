import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  formatBytes,
  formatCount,
  formatDuration,
  formatInUnit,
  formatLatency,
  formatMoment,
  formatRate,
  formatRatio,
} from '../../src/report/format-figures.js';

describe('figures', () => {
  it.each([
    [formatCount(12_345), '12,345'],
    [formatRate(9876.4), '9,876/s'],
    [formatRate(13.44), '13.4/s'],
    [formatRate(0), '0/s'],
    [formatLatency(0), '0 µs'],
    [formatLatency(340), '340 µs'],
    [formatLatency(999), '999 µs'],
    [formatLatency(1000), '1.00 ms'],
    [formatLatency(1234), '1.23 ms'],
    [formatLatency(12_340), '12.3 ms'],
    [formatLatency(999_600), '1.00 s'],
    [formatLatency(2_310_000), '2.31 s'],
    [formatDuration(30_000), '30 s'],
    [formatDuration(119_900), '2.00 min'],
    [formatDuration(3_153_600), '52.6 min'],
    [formatDuration(31_536_000_000), '8,760 h'],
    [formatDuration(-210), '-210 ms'],
    [formatDuration(0), '0 ms'],
    [formatMoment(5966.4), '5.966 s'],
    [formatBytes(512), '512 B'],
    [formatBytes(999.9), '1.00 kB'],
    [formatBytes(31_204), '31.2 kB'],
    [formatBytes(33_567_408_128), '33.6 GB'],
    [formatBytes(5e15), '5000 TB'],
    [formatRatio(1), '100 %'],
    [formatRatio(0.99995), '99.995 %'],
    [formatRatio(0.99999999), 'above 99.9999 %'],
    [formatRatio(0.8798), '87.98 %'],
    [formatRatio(0.000731), '0.0731 %'],
    [formatRatio(1e-9), 'below 0.0001 %'],
    [formatRatio(0), '0 %'],
    [formatRatio(1.5), '150 %'],
    [formatInUnit(2772, 'us'), '2.77 ms'],
    [formatInUnit(10_000, 'us'), '10 ms'],
    [formatInUnit(30_000, 'ms'), '30 s'],
    [formatInUnit(5000, 'perSecond'), '5,000/s'],
    [formatInUnit(0.99, 'ratio'), '99 %'],
    [formatInUnit(3, 'apples'), '3 apples'],
  ])('have their unit: %s', (text, expected) => {
    expect(text).toBe(expected);
  });

  it('are never 0 if they do not exist', () => {
    for (const format of [
      formatCount,
      formatRate,
      formatLatency,
      formatDuration,
      formatMoment,
      formatBytes,
      formatRatio,
    ]) {
      expect(format(null)).toBe('–');
    }
    expect(formatInUnit(null, 'us')).toBe('–');
  });

  it('are 0 % or 100 % only if exactly so', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (ratio) => {
        const text = formatRatio(ratio);
        expect(text === '100 %').toBe(ratio === 1);
        expect(text === '0 %').toBe(ratio === 0);
      }),
    );
  });

  it('have three significant digits for latencies', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600_000_000 }), (latencyUs) => {
        const [figure = '', unit = ''] = formatLatency(latencyUs).split(' ');
        const inUs = { µs: 1, ms: 1000, s: 1e6, min: 6e7 }[unit] ?? Number.NaN;
        expect(Math.abs(Number(figure) * inUs - latencyUs) / latencyUs).toBeLessThan(0.0051);
      }),
    );
  });
});
