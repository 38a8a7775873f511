import { describe, expect, it } from 'vitest';
import { impliedGates } from '../../src/gate/implied-gates.js';
import { parseGate } from '../../src/gate/parse-gate.js';
import type { RunRecord } from '../../src/record/run-record.js';
import type { WriteSafetyRecord } from '../../src/record/sections/write-safety.js';
import { emptyRecord, exampleRecord } from './example-record.js';

const nothingFound = { survived: 490, lost: 0, recovered: 3, vanished: 3, duplicated: 0, unexpected: 0 };

function recordOf(changes: Partial<WriteSafetyRecord>): RunRecord {
  const { writeSafety } = exampleRecord();
  const clean = { ...writeSafety, fates: nothingFound, unwritten: { values: 0, reads: 0 }, wipedKeys: 0 };
  return exampleRecord({ writeSafety: { ...clean, ...changes } });
}

function implied(record: RunRecord, ...expressions: readonly string[]) {
  const gates = expressions.map((expression) => {
    const parsed = parseGate(expression, ['get', 'set']);
    if ('problem' in parsed) throw new Error(JSON.stringify(parsed.problem));
    return parsed.gate;
  });
  return impliedGates(record, gates).map(({ expression, observed, verdict }) => [expression, observed, verdict]);
}

describe('a violation that no gate mentions', () => {
  it.each([
    ['lost_writes', { fates: { ...nothingFound, lost: 7 } }, 7],
    ['duplicated_writes', { fates: { ...nothingFound, duplicated: 2 } }, 2],
    ['unexpected_writes', { fates: { ...nothingFound, unexpected: 1 } }, 1],
    ['unexpected_writes', { unwritten: { values: 2, reads: 0 } }, 2],
    ['unexpected_writes', { unwritten: { values: 0, reads: 3 } }, 3],
    ['wiped_keys', { wipedKeys: 4 }, 4],
  ])('fails as a gate "%s == 0"', (metric, found, observed) => {
    expect(implied(recordOf(found), 'availability >= 99%')).toEqual([[`${metric} == 0`, observed, 'fail']]);
  });

  it('is marked as implied in its sentence', () => {
    const [gate] = impliedGates(recordOf({ fates: { ...nothingFound, lost: 7 } }), []);
    expect(gate).toMatchObject({ implied: true, limit: 0, unit: 'count' });
    expect(gate?.explanation).toBe(
      'lost_writes was 7, but the gate requires == 0. They were acknowledged from 5.99 s to 6 s, first in steady. No gate of the scenario mentions it, so it must be 0.',
    );
  });

  it('that is proven but not fully counted is unknown', () => {
    expect(implied(recordOf({ fates: null })).map(([, observed, verdict]) => [observed, verdict])).toEqual(
      new Array(3).fill([null, 'unknown']),
    );
  });
});

it('an acknowledged write that never reached the origin is a violation, whatever the audit says', () => {
  const { origin } = exampleRecord();
  if (!origin) throw new Error('the example has no origin');
  const lossy = { ...recordOf({ verdict: 'unknown' }), origin: { ...origin, lostWriteBehind: 3 } };
  expect(implied(lossy, 'availability >= 99%')).toEqual([['lost_write_behind == 0', 3, 'fail']]);
  expect(implied(lossy, 'lost_write_behind > 0')).toEqual([]);
});

describe('a violation that a gate mentions', () => {
  const lossy = recordOf({ fates: { ...nothingFound, lost: 7 } });

  it.each(['lost_writes <= 2000', 'lost_writes >= 1'])('is left to that gate: "%s"', (gate) => {
    expect(implied(lossy, gate)).toEqual([]);
  });

  it('covers what a wipe removes only if writes were lost', () => {
    expect(implied(recordOf({ fates: { ...nothingFound, lost: 7 }, wipedKeys: 4 }), 'lost_writes > 0')).toEqual([]);
    expect(implied(recordOf({ wipedKeys: 4 }), 'lost_writes == 0')).toEqual([['wiped_keys == 0', 4, 'fail']]);
  });
});

it('a run without a violation or an audit verdict has no implied gate', () => {
  expect(implied(recordOf({ verdict: 'safe' }))).toEqual([]);
  expect(implied(emptyRecord())).toEqual([]);
});
