import { expect, it } from 'vitest';
import { resultOf } from './run-jest-example.js';

it.each([
  [0, 'Tests:       2 passed, 2 total\n', 1],
  [0, 'Tests:       1 passed, 1 total\n', 0],
  [1, 'Tests:       1 failed, 1 passed, 2 total\n', 0],
  [null, '', 0],
])('passes only if both tests of the example did: exit code %j, %j', (exitCode, output, passed) => {
  expect(resultOf(exitCode, output)).toMatchObject({ passed, failed: 1 - passed });
});
