import { dirname } from 'node:path';
import { runsNeeded } from '../../gate/compare/runs-needed.js';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import { exitCodeOf } from '../../record/verdict-exit-code.js';
import { renderRepeat } from '../../report/repeat/repeat-report.js';
import { repeatSeries } from '../../report/series/repeat-series.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import type { LoadedScenario } from '../../scenario/load-scenario.js';
import { expectedDurationMs, expectedSeries } from '../expected-duration.js';
import type { GivenScenario } from '../given-scenario.js';
import { seedOfRun } from '../seed-of-run.js';
import { type SeriesKind, type SeriesOutcome, startSeries } from '../series.js';
import { type RepeatAbout, repeatRuns } from './repeat-runs.js';

/** One scenario, run several times. */
const repeat: SeriesKind<RepeatedRuns> = {
  name: 'repeat',
  report: repeatSeries,
  render: (repeated, page) => renderRepeat(repeated, { ...page, repeatPath: page.path }),
  rendersPath: true,
  location: (path) => `The runs are in ${dirname(path)}`,
  exitCode: (repeated) => exitCodeOf({ run: repeated, verdict: repeated.verdict }),
};

export interface RepeatSettings extends Pick<RepeatAbout, 'command' | 'gatesOn'> {
  readonly times: number;
  /** The command of each run, without its seed. */
  readonly commandOfRun: readonly string[];
}

/** Runs a loaded scenario several times, each with its own seed, and summarises the spread. */
export async function repeatScenario(
  given: GivenScenario,
  first: LoadedScenario,
  { times, gatesOn, command, commandOfRun }: RepeatSettings,
  context: RunContext,
): Promise<SeriesOutcome<RepeatedRuns>> {
  const { progress, signal, formats } = context;
  const start = startSeries(repeat, context.outFolder);
  const { folder } = start;
  const { seed } = first.scenario;
  const runs = [];
  for (let index = 0; index < times; index++) {
    const ownSeed = String(seedOfRun(seed, index));
    const request = requestFor(await given.load({ seed: ownSeed }), context, {
      command: [...commandOfRun, '--seed', ownSeed],
      seriesLabels: { run: String(index + 1) },
    });
    runs.push({ title: 'run', outFolder: folder, request });
  }
  for (const { message } of first.warnings) progress.warn(message);
  progress.step(expectedSeries(times, expectedDurationMs(first.scenario)));
  const needed = runsNeeded('independent');
  progress.step(
    times < needed
      ? `enough to show the spread and judge the gates; comparing with another set takes ${needed} runs or more`
      : `enough to compare with another set, which takes ${needed} runs or more`,
  );
  const about = { id: start.id, startedAt: start.startedAt.toISOString(), scenario: first.document.name };
  const result = await repeatRuns(
    { ...about, command, seed, gatesOn },
    { folder, runs, formats, signal, tell: (line) => progress.step(line) },
  );
  return { kind: repeat, ...start, ...result };
}
