import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkRegister } from '../../../src/audit/linearizability/check-register.js';
import { porcupine } from '../../../src/report/history/porcupine.js';
import { generateHistory } from '../../fixtures/histories/generate-history.js';

const histories = Array.from({ length: 1_000 }, (_, seed) => generateHistory(seed));
const verdicts = readFileSync(new URL('../../fixtures/histories/porcupine-verdicts.txt', import.meta.url), 'utf8');

// How the verdicts were made: test/fixtures/histories/README.md.
if (process.env.HISTORIES !== undefined) {
  const byKey = new Map(histories.map((operations, seed) => [String(seed).padStart(3, '0'), operations]));
  writeFileSync(process.env.HISTORIES, `${[...porcupine.lines(byKey)].join('\n')}\n`);
}

describe('the check of a register', () => {
  it('agrees with Porcupine on 1,000 histories with and without planted faults', () => {
    const ours = histories.map((operations) => checkRegister(operations).verdict);
    const expected = [...verdicts].map((letter) => (letter === 'y' ? 'linearizable' : 'illegal'));
    expect(ours.flatMap((verdict, seed) => (verdict === expected[seed] ? [] : [{ seed, verdict }]))).toEqual([]);
  });

  it('is tried on both kinds of history', () => {
    const illegal = [...verdicts].filter((letter) => letter === 'n').length;
    expect(illegal).toBeGreaterThan(250);
    expect(illegal).toBeLessThan(750);
  });
});
