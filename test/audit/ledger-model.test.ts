import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClosedLedger } from '../../src/audit/closed-ledger.js';
import { Ledger } from '../../src/audit/ledger.js';
import { fateOfState } from '../../src/audit/write-state.js';
import { type Happening, RegisterModel } from './register-model.js';

const plain = [
  'acknowledge',
  'fail',
  'fail-but-apply',
  'doubt-applied',
  'doubt-held',
  'apply-twice',
  'foreign',
  'save-branch',
  'barrier',
] as const;
const chosen = ['roll-back', 'apply-late', 'switch-branch'] as const;
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Happening>({ what: 'acknowledge' }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constantFrom(...plain) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom(...chosen), choice: fc.nat(30) }) },
);

describe('the ledger, compared with a server that knows its own history', () => {
  it('assigns every write the fate that the full history implies', () => {
    fc.assert(
      fc.property(fc.array(happening, { maxLength: 60, size: 'max' }), (happenings) => {
        const { ledger, model } = play(happenings);
        for (const [sequence, fate] of model.fates()) {
          expect(fateOfState[ledger.stateOf(0, sequence)] ?? 'failed', `write ${sequence}`).toBe(fate);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

function play(happenings: readonly Happening[]): { ledger: ClosedLedger; model: RegisterModel } {
  const open = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
  const model = new RegisterModel(open);
  for (const one of happenings) model.run(one);
  const ledger = new ClosedLedger(structuredClone(open.snapshot().snapshot));
  ledger.readBack(0, model.value, 1e6);
  model.finish();
  return { ledger, model };
}
