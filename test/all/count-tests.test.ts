import { describe, expect, it } from 'vitest';
import { countTests } from './run-vitest.js';

const skipped = [{ name: 'needs macOS', reason: 'this is Linux' }];

describe('counting a run of Vitest', () => {
  it('takes over the counts of a run that passed', () => {
    expect(countTests({ passed: 3, failed: 0, skipped }, 0, 'fine')).toEqual({
      passed: 3,
      failed: 0,
      skipped,
      output: 'fine',
    });
  });

  it('takes over the counts of a run that failed, without counting the failure twice', () => {
    expect(countTests({ passed: 3, failed: 2, skipped: [] }, 1, 'not fine')).toMatchObject({ passed: 3, failed: 2 });
  });

  it('counts a failure when no test was found', () => {
    expect(countTests({ passed: 0, failed: 0, skipped: [] }, 0, '')).toMatchObject({
      failed: 1,
      output: expect.stringContaining('No test was found'),
    });
  });

  it('counts a failure when Vitest died before it could write its result', () => {
    expect(countTests(undefined, null, 'last words')).toMatchObject({
      failed: 1,
      output: expect.stringMatching(/last words\nVitest ended without a result/),
    });
  });

  it('counts a failure when all tests passed, but Vitest did not', () => {
    expect(countTests({ passed: 3, failed: 0, skipped: [] }, 1, '')).toMatchObject({ passed: 3, failed: 1 });
  });
});
