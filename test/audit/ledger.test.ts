import { beforeEach, describe, expect, it } from 'vitest';
import { ClosedLedger } from '../../src/audit/closed-ledger.js';
import { Ledger } from '../../src/audit/ledger.js';
import { foreign, missing, notObserved, unchanged } from '../../src/audit/observation.js';
import { type WriteStateName, writeStates } from '../../src/audit/write-state.js';

/** `ok 3`: acknowledged, replaced 3. A single number is the read-back. */
type Step = 'fail' | 'doubt' | 'barrier' | `ok ${number}` | number;

const rules: readonly {
  readonly rule: string;
  readonly steps: readonly Step[];
  readonly states: readonly WriteStateName[];
}[] = [
  { rule: 'a chain without a gap survives', steps: ['ok 0', 'ok 1', 'ok 2', 3], states: ['kept', 'kept', 'kept'] },
  {
    rule: 'what is between the found and the promised is lost',
    steps: ['ok 0', 'ok 1', 'ok 2', 'ok 1', 4],
    states: ['kept', 'lost', 'lost', 'kept'],
  },
  { rule: 'the end is judged like a write', steps: ['ok 0', 'ok 1', 1], states: ['kept', 'lost'] },
  {
    rule: 'a missing key takes all that was promised',
    steps: ['ok 0', 'ok 1', 'ok -1', 3],
    states: ['lost', 'lost', 'kept'],
  },
  {
    rule: 'a loss is counted once',
    steps: ['ok 0', 'ok 1', 'ok 1', 'ok 1', 4],
    states: ['kept', 'lost', 'lost', 'kept'],
  },
  {
    rule: 'an indeterminate write that was seen is recovered',
    steps: ['ok 0', 'doubt', 'ok 2', 3],
    states: ['kept', 'recovered', 'kept'],
  },
  { rule: 'one that was not is vanished', steps: ['ok 0', 'doubt', 'ok 1', 3], states: ['kept', 'vanished', 'kept'] },
  { rule: 'the end shows an indeterminate write too', steps: ['ok 0', 'doubt', 2], states: ['kept', 'recovered'] },
  {
    rule: 'below a recovered one nothing is known',
    steps: ['ok 0', 'doubt', 'doubt', 'ok 3', 4],
    states: ['kept', 'doubted', 'recovered', 'kept'],
  },
  {
    rule: 'an unseen indeterminate write may be what is rolled back to',
    steps: ['ok 0', 'doubt', 'doubt', 'ok 3', 'ok 2', 5],
    states: ['kept', 'recovered', 'undone', 'lost', 'kept'],
  },
  {
    rule: 'a write that replaced itself was applied twice',
    steps: ['ok 0', 'ok 2', 2],
    states: ['kept', 'duplicated'],
  },
  {
    rule: 'a late write covers only the last one',
    steps: ['doubt', 'ok 0', 'ok 2', 'ok 1', 4],
    states: ['unexpected', 'kept', 'lost', 'kept'],
  },
  { rule: 'a late write covers at the end too', steps: ['doubt', 'ok 0', 1], states: ['unexpected', 'lost'] },
  {
    rule: 'a failed write that is seen is unexpected',
    steps: ['ok 0', 'fail', 'ok 2', 3],
    states: ['kept', 'unexpected', 'kept'],
  },
  {
    rule: 'a failed write that comes late covers the last one',
    steps: ['ok 0', 'fail', 'ok 1', 'ok 2', 4],
    states: ['kept', 'unexpected', 'lost', 'kept'],
  },
  {
    rule: 'a failed write that is not seen stays failed',
    steps: ['ok 0', 'fail', 'fail', 'ok 1', 4],
    states: ['kept', 'failed', 'failed', 'kept'],
  },
  {
    rule: 'a lost write that returns takes what was built without it',
    steps: ['ok 0', 'ok 1', 'ok 1', 'ok 2', 4],
    states: ['kept', 'unexpected', 'lost', 'kept'],
  },
  {
    rule: 'a foreign value stands in the place of the last one',
    steps: ['ok 0', 'ok 1', `ok ${foreign}`, 3],
    states: ['kept', 'unexpected', 'kept'],
  },
  { rule: 'so does a sequence that was never given out', steps: ['ok 0', 'ok 1', 9], states: ['kept', 'unexpected'] },
  {
    rule: 'an unobserved write judges nothing',
    steps: ['ok 0', `ok ${notObserved}`, `ok ${notObserved}`, 3],
    states: ['kept', 'kept', 'kept'],
  },
];

describe('the rules of the ledger', () => {
  it.each(rules)('$rule', ({ steps, states }) => {
    const ledger = play(steps, true);
    const found = states.map((_, index) => nameOf(ledger.stateOf(0, index + 1)));
    expect(found).toEqual(states);
  });

  it('treats a key that was never preloaded as initially missing', () => {
    const ledger = play(['ok -1', 'ok 1', 2], false);
    expect(ledger.countStates()[writeStates.kept.code]).toBe(2);
    expect([...ledger.lostWrites()]).toEqual([]);
  });
});

describe('writes before the barrier', () => {
  it('are not counted, but later values are checked against them', () => {
    const ledger = play(['ok 0', 'ok 1', 'fail', 'barrier', 'ok 2', 4], true);
    expect(ledger.counts).toMatchObject({ issued: 1, acknowledged: 1, failed: 0 });
    expect(ledger.countStates()[writeStates.kept.code]).toBe(1);
    expect(ledger.baselineLosses).toBe(0);
  });

  it('are reported separately when they are lost afterwards', () => {
    const ledger = play(['ok 0', 'ok 1', 'barrier', 'ok 2', 'ok 1', 4], true);
    expect([...ledger.lostWrites()].map(({ sequence }) => sequence)).toEqual([3]);
    expect(ledger.baselineLosses).toBe(1);
  });

  it('are no finding of the measured part when they were lost before it', () => {
    const ledger = play(['ok 0', 'ok 1', 'ok 1', 'barrier', 'ok 3', 4], true);
    expect([...ledger.lostWrites()]).toEqual([]);
    expect(ledger.baselineLosses).toBe(0);
  });

  it('include preloaded values that disappear', () => {
    expect(play(['barrier', missing], true).baselineLosses).toBe(1);
    expect(play(['barrier', missing], false).baselineLosses).toBe(0);
  });
});

describe('the times of lost writes', () => {
  it('are exact for the last eight writes of a key, and bounds for older ones', () => {
    const steps = Array.from({ length: 10 }, (_, index): Step => `ok ${index}`);
    const lost = [...play([...steps, 0], true).lostWrites()];
    expect(lost.map(({ acknowledgedAtMs }) => acknowledgedAtMs)).toEqual([null, null, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(lost[0]).toMatchObject({ keyIndex: 0, sequence: 1, found: 0, detectedAtMs: 100, acknowledgedByMs: 3 });
  });
});

describe('reads', () => {
  let ledger: Ledger;
  beforeEach(() => {
    ledger = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
    ledger.acknowledgePreload(0);
    ledger.acknowledge(0, ledger.begin(0), 1, 0);
    ledger.fail(0, ledger.begin(0));
    ledger.acknowledge(0, ledger.begin(0), 2, 1);
  });

  it.each<[string, number, number, number, number, boolean?]>([
    ['the newest', 3, 3, 0, 0],
    ['what was newest when it was sent', 1, 1, 0, 0],
    ['newer than when it was sent', 1, 3, 0, 0],
    ['older than when it was sent', 3, 1, 1, 0],
    ['the preloaded value', 3, 0, 1, 0],
    ['nothing where something was', 3, missing, 0, 0, true],
    ['nothing where nothing was', -1, missing, 0, 0],
    ['a failed write', 3, 2, 0, 1],
    ['a write of the future', 3, 4, 0, 1],
    ['a foreign value', 3, foreign, 0, 1],
    ['something nobody looked at', 3, notObserved, 0, 0],
  ])('that return %s', (_, atSend, observed, staleReads, unexpectedReads, isMissing = false) => {
    expect(ledger.read(0, atSend, observed)).toBe(isMissing);
    expect(ledger.counts).toMatchObject({ staleReads, unexpectedReads });
  });
});

describe('one unsettled write per key', () => {
  it('is the limit of the ledger', () => {
    const ledger = new Ledger({ keyCount: 4, workerIndex: 1, workerCount: 2 });
    const sequence = ledger.begin(1);
    expect([ledger.isBusy(0), ledger.isBusy(1)]).toEqual([false, true]);
    expect(() => ledger.begin(1)).toThrow(/second write/);
    ledger.acknowledge(1, sequence, 1, missing);
    expect(() => ledger.acknowledge(1, sequence, 2, missing)).toThrow(/settled twice/);
    expect(() => ledger.fail(0, 1)).toThrow(/never started/);
  });

  it('is indeterminate when the ledger is closed first', () => {
    const ledger = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
    ledger.begin(0);
    const { snapshot, transfer } = ledger.snapshot();
    expect(snapshot.counts.indeterminate).toBe(1);
    expect(structuredClone(snapshot, { transfer: [...transfer] }).issued).toEqual(Int32Array.of(1));
  });
});

function play(steps: readonly Step[], preloaded: boolean): ClosedLedger {
  const open = new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });
  if (preloaded) open.acknowledgePreload(0);
  let readback: number | undefined;
  for (const [index, step] of steps.entries()) {
    if (typeof step === 'number') readback = step;
    else if (step === 'barrier') open.markBaseline();
    else if (step === 'fail') open.fail(0, open.begin(0));
    else if (step === 'doubt') open.doubt(0, open.begin(0));
    else open.acknowledge(0, open.begin(0), index + 1, Number(step.slice(3)));
  }
  const ledger = new ClosedLedger(structuredClone(open.snapshot().snapshot));
  if (readback !== undefined) ledger.readBack(0, readback, 100);
  return ledger;
}

function nameOf(code: number): string | undefined {
  return Object.entries(writeStates).find(([, state]) => state.code === code)?.[0];
}

describe('a write that takes effect only on a missing key', () => {
  const once = () => new Ledger({ keyCount: 1, workerIndex: 0, workerCount: 1 });

  it('counts as failed when the key existed, and as acknowledged when it did not', () => {
    const ledger = once();
    ledger.acknowledge(0, ledger.begin(0), 1, missing);
    ledger.acknowledge(0, ledger.begin(0), 2, unchanged);
    ledger.acknowledge(0, ledger.begin(0), 3, unchanged);
    expect(ledger.counts).toMatchObject({ issued: 3, acknowledged: 1, failed: 2 });
    expect(ledger.acknowledgedSequence(0)).toBe(1);
  });
});
