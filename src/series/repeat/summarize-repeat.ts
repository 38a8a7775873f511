import { exampleRun } from '../../gate/compare/example-run.js';
import { summarizeFigures, summarizeGates } from '../../gate/compare/summarize-runs.js';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import type { CountedRun } from '../series.js';

/** What is known about repeated runs before they begin. */
export type RepeatAbout = Pick<RepeatedRuns, 'id' | 'scenario' | 'startedAt' | 'command' | 'seed' | 'gatesOn'>;

/**
 * The spread of the figures of several runs of one scenario, and their combined gate verdicts. Gates are judged by the
 * completed runs, if there are any.
 */
export function summarizeRepeat(
  about: RepeatAbout,
  {
    runs,
    replaced,
  }: {
    readonly runs: readonly Pick<CountedRun, 'record' | 'recordPath'>[];
    readonly replaced: RepeatedRuns['replaced'];
  },
  asked: number,
): RepeatedRuns {
  const records = runs.map(({ record }) => record);
  const complete = records.filter(({ run }) => !run.interrupted);
  const judged = summarizeGates(complete.length > 0 ? complete : records, about.gatesOn);
  const example = exampleRun(records.filter(({ verdict }) => verdict === judged.verdict)) ?? exampleRun(records);
  return {
    repeatVersion: 1,
    ...about,
    asked,
    runs: runs.map(({ record: { run, verdict, saturation }, recordPath }) => ({
      id: run.id,
      seed: run.seed,
      verdict,
      saturated: saturation.saturated,
      interrupted: run.interrupted,
      recordPath: recordPath ?? '',
    })),
    replaced,
    figures: summarizeFigures(records),
    ...judged,
    ...(example && { example }),
    interrupted: complete.length < asked,
  };
}
