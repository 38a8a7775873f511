import { runsNeeded } from '../../gate/compare/runs-needed.js';
import type { RepeatedRuns } from '../../record/series/repeated-runs.js';
import type { ExperimentRequest } from '../../run/measured.js';
import { type RunContext, requestFor } from '../../run/run-context.js';
import type { LoadedScenario } from '../../scenario/load-scenario.js';
import { expectedDurationMs, expectedSeries } from '../expected-duration.js';
import type { GivenScenario } from '../given-scenario.js';
import { runSeries } from '../run-series.js';
import { seedOfRun } from '../seed-of-run.js';
import type { Series, SeriesOutcome } from '../series.js';
import { seriesSetting } from '../series-setting.js';
import { mostReplacements, voidReason } from '../void-run.js';
import { repeat } from './repeat-kind.js';
import { type RepeatAbout, summarizeRepeat } from './summarize-repeat.js';

export interface RepeatSettings extends Pick<RepeatAbout, 'command' | 'gatesOn'> {
  readonly times: number;
  /** The command of each run, without its seed. */
  readonly commandOfRun: readonly string[];
}

/** Runs a loaded scenario several times, each with its own seed, and summarizes the spread. */
export async function repeatScenario(
  given: GivenScenario,
  first: LoadedScenario,
  settings: RepeatSettings,
  context: RunContext,
): Promise<SeriesOutcome<RepeatedRuns>> {
  const { progress } = context;
  const { times, commandOfRun } = settings;
  const requests = [];
  for (let index = 0; index < times; index++) {
    const seed = String(seedOfRun(first.scenario.seed, index));
    requests.push(
      requestFor(await given.load({ seed }), context, {
        command: [...commandOfRun, '--seed', seed],
        seriesLabels: { run: String(index + 1) },
      }),
    );
  }
  for (const { message } of first.warnings) progress.warn(message);
  progress.step(expectedSeries(times, expectedDurationMs(first.scenario)));
  const needed = runsNeeded('independent');
  progress.step(
    times < needed
      ? `enough to show the spread and judge the gates; comparing with another set takes ${needed} runs or more`
      : `enough to compare with another set, which takes ${needed} runs or more`,
  );
  return runSeries(repeatSeriesOf(requests, first, settings), seriesSetting(context));
}

function repeatSeriesOf(
  requests: readonly ExperimentRequest[],
  { scenario, document }: LoadedScenario,
  { gatesOn, command }: RepeatSettings,
): Series<RepeatedRuns> {
  const about = { scenario: document.name, command, seed: scenario.seed, gatesOn };
  const variant = { name: document.name, settings: {} };
  const total = requests.length;
  return {
    kind: repeat,
    next({ length }) {
      const request = requests[length];
      const title = `run (${length + 1} of ${total})`;
      return request === undefined ? null : { variant, title, request: async () => request };
    },
    replacement: { most: mostReplacements(total), voidReason: (record) => voidReason(record, null) },
    summarize: ({ counted, replaced }, { id, startedAt }) =>
      summarizeRepeat({ ...about, id, startedAt: startedAt.toISOString() }, { runs: counted, replaced }, total),
  };
}
