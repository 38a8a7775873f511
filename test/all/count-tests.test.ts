import { describe, expect, it } from 'vitest';
import { countTests } from './run-vitest.js';

const skipped = [{ name: 'needs macOS', reason: 'this is Linux' }];

describe('counting the tests of a Vitest run', () => {
  it('returns the counts of a run that passed', () => {
    expect(countTests({ passed: 3, failed: 0, skipped }, 0, 'fine')).toEqual({
      passed: 3,
      failed: 0,
      skipped,
      output: 'fine',
    });
  });

  it('returns the counts of a run that failed, and counts no failure twice', () => {
    expect(countTests({ passed: 3, failed: 2, skipped: [] }, 1, 'not fine')).toMatchObject({ passed: 3, failed: 2 });
  });

  it('counts a failure if no test was found', () => {
    expect(countTests({ passed: 0, failed: 0, skipped: [] }, 0, '')).toMatchObject({
      failed: 1,
      output: expect.stringContaining('No test was found'),
    });
  });

  it('counts a failure if Vitest died before it wrote its result', () => {
    expect(countTests(undefined, null, 'last words')).toMatchObject({
      failed: 1,
      output: expect.stringMatching(/last words\nVitest ended without a result/),
    });
  });

  it('counts a failure if all tests passed but Vitest failed', () => {
    expect(countTests({ passed: 3, failed: 0, skipped: [] }, 1, '')).toMatchObject({ passed: 3, failed: 1 });
  });
});
