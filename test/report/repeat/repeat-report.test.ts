import { describe, expect, it } from 'vitest';
import { repeatSchema } from '../../../src/record/series/repeated-runs.js';
import { renderRepeat } from '../../../src/report/repeat/repeat-report.js';
import { summarizeRepeat } from '../../../src/series/repeat/summarize-repeat.js';
import { runOf } from '../../gate/compare/measured-runs.js';

const about = {
  id: '20260214-093012-repeat-k3v9',
  scenario: 'steady-state',
  startedAt: '2026-02-14T09:30:12.000Z',
  command: ['cache-bench', 'run', 'steady-state', '--repeat', '3'],
  seed: 42,
  gatesOn: 'worst',
} as const;
const saved = [1, 1.1, 1.2].map((throughput, index) => ({
  record: runOf(index, { throughput }),
  recordPath: `run-${index}/record.json`,
}));

describe('the summary of repeated runs', () => {
  it('matches its schema', () => {
    const repeat = summarizeRepeat(about, { runs: saved, replaced: [] }, 3);
    expect(repeatSchema.parse(repeat)).toEqual(repeat);
    expect(repeat).toMatchObject({ interrupted: false, verdict: 'pass' });
  });

  it('shows the gates, the spread and every run, within the width', () => {
    const replaced = [{ id: 'v', reason: 'the generator was the limit', recordPath: 'void/v/record.json' }];
    const text = renderRepeat(summarizeRepeat(about, { runs: saved, replaced }, 3), {
      columns: 80,
      colour: false,
      repeatPath: 'r.json',
    });
    expect(text).toMatch(/^PASS {2}steady-state: 3 of 3 runs, gates judged by the worst run\n/);
    expect(text).toMatch(/throughput +11,000\/s +10,000\/s +12,000\/s +18\.2 % +3/);
    expect(text).toContain('run-2\n');
    expect(text).toContain('1 void run was replaced: the generator was the limit.');
    expect(Math.max(...text.split('\n').map((line) => [...line].length))).toBeLessThanOrEqual(80);
  });

  it('describes what happened in a run that shares the verdict of all, and the setting', () => {
    const answerOf = (index: number) => ({
      sentences: [`It happened ${index}.`, 'Nothing was lost.'],
      setting: 'sentinel',
    });
    const runs = saved.map(({ record, recordPath }, index) => {
      const verdict = index === 1 ? ('fail' as const) : ('pass' as const);
      const gates = record.gates.map((gate) => ({ ...gate, verdict }));
      return { record: { ...record, gates, verdict, answer: answerOf(index) }, recordPath };
    });
    const repeat = summarizeRepeat(about, { runs, replaced: [] }, 3);
    expect(repeatSchema.parse(repeat)).toEqual(repeat);
    const text = renderRepeat(repeat, { columns: 80, colour: false, repeatPath: null });
    expect(text.split('\n').slice(1, 3)).toEqual([
      'Run 2, for example: It happened 1. Nothing was lost.',
      'Setting: sentinel.',
    ]);
  });

  it('reports an interruption, and judges the complete runs', () => {
    const [first, second] = saved;
    if (first === undefined || second === undefined) throw new Error('no runs');
    const { record } = second;
    const broken = {
      ...second,
      record: { ...record, run: { ...record.run, interrupted: true }, verdict: 'unknown' as const },
    };
    const repeat = summarizeRepeat(about, { runs: [first, broken], replaced: [] }, 3);
    expect(repeat).toMatchObject({ interrupted: true, verdict: 'pass' });
    expect(renderRepeat(repeat, { columns: 80, colour: false, repeatPath: 'r.json' })).toMatch(/^INTERRUPTED {2}/);
  });
});
