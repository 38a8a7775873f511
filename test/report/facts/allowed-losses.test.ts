import { describe, expect, it } from 'vitest';
import { safetyWord, writeSafetyRows } from '../../../src/report/facts/write-safety.js';
import { exampleRecord, fault } from '../../gate/example-record.js';

describe('the word for the audit', () => {
  it('says that the gates allow what was found, where the run passes', () => {
    expect(safetyWord(exampleRecord({ verdict: 'pass' }))).toBe('UNSAFE, as the gates allow');
    expect(safetyWord(exampleRecord({ verdict: 'fail' }))).toBe('UNSAFE');
  });
});

it.each([
  [{ acknowledged: 0, unacknowledged: 3 }, /^none was lost: no acknowledged write was on its way/],
  [null, /^none was lost$/],
])('a drill that lost nothing says why, where relays can tell: %j', (discardedWrites, text) => {
  const { writeSafety } = exampleRecord();
  const { inFlight } = fault();
  const causes = { ...writeSafety.causes!, inFlight: 0 };
  const record = exampleRecord({
    faults: [fault({ inFlight: { ...inFlight, discardedWrites } })],
    writeSafety: { ...writeSafety, fates: { ...writeSafety.fates!, lost: 0 }, causes },
  });
  expect(Object.fromEntries(writeSafetyRows(record))['lost because']).toMatch(text);
});
