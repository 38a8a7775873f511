import { exampleRun } from '../../gate/compare/example-run.js';
import { summarizeFigures, summarizeGates } from '../../gate/compare/summarize-runs.js';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { writeRepeat } from '../../record/write-repeat.js';
import { keptWhere } from '../../record/write-whole.js';
import { runSeries, type SavedRun, type SeriesRequest } from '../run-series.js';
import type { SeriesResult } from '../series.js';

/** What is known about repeated runs before they begin. */
export type RepeatAbout = Pick<RepeatedRuns, 'id' | 'scenario' | 'startedAt' | 'command' | 'seed' | 'gatesOn'>;

/**
 * Runs one scenario several times and summarises the spread of the figures and the combined gate verdicts. Gates are judged
 * by the completed runs, if there are any. Throws the error that ends the first run before it has a record.
 */
export async function repeatRuns(about: RepeatAbout, series: SeriesRequest): Promise<SeriesResult<RepeatedRuns>> {
  const { saved, replaced, unsaved, failure } = await runSeries(series);
  const runs = saved.filter((run) => run !== null);
  const document = summarizeRepeat(about, { runs, replaced }, series.runs.length);
  const { path, notSaved } = await keptWhere(writeRepeat(document, series.folder));
  return { document, path, unsaved, failure: failure ?? notSaved };
}

/** The combined result of several runs. */
export function summarizeRepeat(
  about: RepeatAbout,
  { runs, replaced }: { readonly runs: readonly SavedRun[]; readonly replaced: RepeatedRuns['replaced'] },
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
      recordPath,
    })),
    replaced,
    figures: summarizeFigures(records),
    ...judged,
    ...(example && { example }),
    interrupted: complete.length < asked,
  };
}
