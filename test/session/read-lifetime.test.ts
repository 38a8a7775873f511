import { expect, test } from 'vitest';
import { readLifetime } from '../../src/session/read-lifetime.js';

test.each([
  [undefined, false, 8 * 3_600_000],
  [undefined, true, 3_600_000],
  ['1s', false, 1_000],
  ['90m', true, 5_400_000],
])('%s, detached %s, is %i ms', (text, detached, expected) => {
  expect(readLifetime(text, detached)).toBe(expected);
});

test.each(['ages', '999ms', '8d', '170h', '-1s', '', '5'])('%s is rejected with what was expected', (text) => {
  expect(() => readLifetime(text, false)).toThrow(/^--for: expected a duration from .* to .*, found "/);
});
