import { describe, expect, it, test } from 'vitest';
import { summarizeFigures, summarizeGates } from '../../../src/gate/compare/summarize-runs.js';
import type { GateChoice } from '../../../src/model/gate-choice.js';
import type { Verdict } from '../../../src/model/verdict.js';
import type { RunRecord } from '../../../src/record/run-record.js';
import { runOf } from './measured-runs.js';

/** Runs with one gate, by observed value; null is unknown, values above 10 fail. */
function runsObserving(expression: string, observed: readonly (number | null)[]): readonly RunRecord[] {
  return observed.map((value, index) => {
    const verdict: Verdict = value === null ? 'unknown' : value <= 10 ? 'pass' : 'fail';
    const gate = { expression, observed: value, limit: 10, unit: 'us', verdict, explanation: `run ${index}` };
    return runOf(index, {}, { gates: [gate], verdict });
  });
}

describe('the gates of repeated runs', () => {
  const latency = 'response_time.p99 <= 10us';
  test.each<[GateChoice, readonly (number | null)[], Verdict, number | null]>([
    ['worst', [1, 2, 3], 'pass', 3],
    ['worst', [1, 2, 11], 'fail', 11],
    ['worst', [1, null, 2], 'unknown', null],
    ['worst', [null, 12], 'fail', 12],
    ['median', [1, 3, 11], 'pass', 3],
    ['median', [1, 12, 11], 'fail', 11],
    ['median', [1, 2, 11, 12], 'fail', 11],
    ['median', [1, null, 11], 'unknown', null],
    ['median', [7], 'pass', 7],
  ])('with the %s of %j are %s', (choice, observed, verdict, deciding) => {
    const summary = summarizeGates(runsObserving(latency, observed), choice);
    expect(summary.gates[0]).toMatchObject({ verdict, observed: deciding, judgedBy: choice });
    expect(summary.verdict).toBe(verdict);
  });

  it('on losses are judged by the worst run, even if the median is requested', () => {
    const { gates, verdict } = summarizeGates(runsObserving('lost_writes <= 10', [0, 0, 11]), 'median');
    expect(gates[0]).toMatchObject({ judgedBy: 'worst', observed: 11, passed: 2, failed: 1, unknown: 0 });
    expect(verdict).toBe('fail');
  });

  it('do not compensate for a run that was inconclusive for another reason', () => {
    const [first = runOf(0), second = runOf(1), third = runOf(2)] = runsObserving(latency, [1, 2, 3]);
    const doubtful = [first, second, { ...third, verdict: 'unknown' as const }];
    expect(summarizeGates(doubtful, 'worst').verdict).toBe('unknown');
    expect(summarizeGates(doubtful, 'median').verdict).toBe('pass');
  });

  it('that are implied count in the runs that violated them, by the worst', () => {
    const clean = runOf(0, {}, { gates: [], verdict: 'pass' });
    const [lossy = clean] = runsObserving('lost_writes == 0', [11]);
    const violated = { ...lossy, gates: lossy.gates.map((gate) => ({ ...gate, implied: true as const })) };
    const { gates, verdict } = summarizeGates([clean, violated, clean], 'median');
    expect(gates).toMatchObject([
      { expression: 'lost_writes == 0', judgedBy: 'worst', observed: 11, passed: 2, failed: 1, implied: true },
    ]);
    expect(verdict).toBe('fail');
  });

  it('are unknown if no run counts', () => {
    expect(summarizeGates([], 'worst').verdict).toBe('unknown');
    expect(summarizeGates([], 'median').verdict).toBe('unknown');
  });

  it('pass if there are none', () => {
    const plain = [runOf(0, {}, { gates: [], verdict: 'pass' })];
    expect(summarizeGates(plain, 'worst')).toEqual({ gates: [], verdict: 'pass' });
  });
});

describe('the spread of repeated runs', () => {
  it('has the median, the extremes and the relative spread', () => {
    const runs = [1, 1.2, 1.1].map((throughput, index) => runOf(index, { throughput }));
    const figure = summarizeFigures(runs).find(({ name }) => name === 'throughput');
    expect(figure).toMatchObject({ unit: 'perSecond', runs: 3, median: 11_000, min: 10_000, max: 12_000 });
    expect(figure?.spreadPercent).toBeCloseTo(18.2, 1);
  });

  it('excludes the speed of saturated runs', () => {
    const saturated = runOf(0);
    const runs = [{ ...saturated, saturation: { ...saturated.saturation, saturated: true } }, runOf(1)];
    expect(summarizeFigures(runs).find(({ name }) => name === 'response_time.p99')?.runs).toBe(1);
  });
});
