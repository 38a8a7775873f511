import { describe, expect, it } from 'vitest';
import { safetyWord } from '../../../src/report/facts/write-safety.js';
import { exampleRecord } from '../../gate/example-record.js';

describe('the audit verdict', () => {
  it('states that the gates allow the violations, if the run passes', () => {
    expect(safetyWord(exampleRecord({ verdict: 'pass' }))).toBe('UNSAFE, as the gates allow');
    expect(safetyWord(exampleRecord({ verdict: 'fail' }))).toBe('UNSAFE');
  });
});
