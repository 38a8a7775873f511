import { describe, expect, it } from 'vitest';
import { safetyWord, writeSafetyRows } from '../../../src/report/facts/write-safety.js';
import { exampleRecord, fault } from '../../gate/example-record.js';

describe('the audit verdict', () => {
  it('states that the gates allow the violations, if the run passes', () => {
    expect(safetyWord(exampleRecord({ verdict: 'pass' }))).toBe('UNSAFE, as the gates allow');
    expect(safetyWord(exampleRecord({ verdict: 'fail' }))).toBe('UNSAFE');
  });
});

it.each([
  [{ acknowledged: 0, unacknowledged: 3 }, /^none was lost: no acknowledged write was in flight/],
  [null, /^none was lost$/],
])('explains why a drill lost nothing, if relays have evidence: %j', (discardedWrites, text) => {
  const { writeSafety } = exampleRecord();
  const { inFlight } = fault();
  const causes = { ...writeSafety.causes!, inFlight: 0 };
  const record = exampleRecord({
    faults: [fault({ inFlight: { ...inFlight, discardedWrites } })],
    writeSafety: { ...writeSafety, fates: { ...writeSafety.fates!, lost: 0 }, causes },
  });
  expect(Object.fromEntries(writeSafetyRows(record))['lost because']).toMatch(text);
});
