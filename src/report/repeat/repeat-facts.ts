import { dirname } from 'node:path';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { verdictWords } from '../facts/headline.js';
import { formatInUnit, noFigure } from '../format-figures.js';

/** The verdict of repeated runs as a word, and its basis, alone and after the name of the scenario. */
export function repeatHeadline(repeat: RepeatedRuns): {
  readonly word: string;
  readonly basis: string;
  readonly summary: string;
} {
  const { runs, asked, gatesOn, verdict, interrupted, scenario } = repeat;
  const judged =
    gatesOn === 'worst'
      ? 'gates judged by the worst run'
      : 'gates judged by the median run, those on losses by the worst';
  const until = interrupted ? `: ${verdict} until then` : '';
  const basis = `${runs.length} of ${asked} runs, ${judged}${until}`;
  return {
    word: interrupted ? 'INTERRUPTED' : verdictWords[verdict],
    basis,
    summary: `${scenario}: ${basis}`,
  };
}

/** What happened in one of the runs, and the setting of all; empty in old files. */
export function exampleSentences({ example, runs }: RepeatedRuns): readonly string[] {
  if (example === undefined) return [];
  const number = runs.findIndex(({ id }) => id === example.runId) + 1;
  return [`Run ${number}, for example: ${example.sentences.join(' ')}`, `Setting: ${example.setting}.`];
}

/** Name, median, min, max, spread and number of runs of each figure. */
export function varianceRows({ figures }: RepeatedRuns): readonly (readonly string[])[] {
  return figures.map(({ name, unit, runs, median, min, max, spreadPercent }) => [
    name,
    ...[median, min, max].map((value) => formatInUnit(value, unit)),
    spreadPercent === null ? noFigure : `${spreadPercent.toFixed(1)} %`,
    String(runs),
  ]);
}

/** Number, verdict, whether saturated, seed and the record's folder of each run. */
export function runRows({ runs }: RepeatedRuns): readonly (readonly string[])[] {
  return runs.map(({ seed, verdict, saturated, interrupted, recordPath }, index) => [
    String(index + 1),
    interrupted ? 'interrupted' : verdict,
    saturated ? 'saturated' : '',
    String(seed),
    dirname(recordPath),
  ]);
}
