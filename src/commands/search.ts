import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { readLabels } from '../cli/labels.js';
import { serveMetrics } from '../cli/metrics-server.js';
import { readSearchRange, refuseSettings } from '../cli/search-bounds.js';
import { searchExitCode } from '../cli/search-exit-code.js';
import { flagsOfEachStep, searchFlags } from '../cli/search-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { targetPasswordOf } from '../cli/target-password.js';
import { abortOnUncaught } from '../cli/uncaught.js';
import { writtenFlags } from '../cli/written-flags.js';
import { redactArguments } from '../model/redact-url.js';
import type { SearchRecord } from '../model/search-record.js';
import { createLiveMetrics } from '../progress/live-metrics/live-metrics.js';
import { createProgress } from '../progress/progress.js';
import { stepProgress } from '../progress/step-progress.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import { NotSavedError } from '../record/write-whole.js';
import { stepLine } from '../report/search/search-facts.js';
import { renderSearch } from '../report/search/search-report.js';
import { parseSeriesFormat } from '../report/series/parse-series-format.js';
import { searchSeries } from '../report/series/search-series.js';
import { withLiveMetrics } from '../run/with-live-metrics.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { expectedDurationMs, expectedSearch } from '../series/expected-duration.js';
import { publishSeries } from '../series/publish-series.js';
import { defaultObjectives, unitOfObjective, withErrorFree } from '../series/search/objectives.js';
import { runSearch } from '../series/search/run-search.js';
import { seriesId } from '../series/series-id.js';

export default class Search extends BaseCommand {
  static override summary = 'Find the highest rate that still meets an objective, such as a p99 below 1 ms.';
  static override description =
    'Doubles the rate until the objective is missed, then bisects. Each step is a full run of the scenario on a fresh cluster, without faults; ' +
    'it must meet every objective without errors. Steps in which the generator was the limit are ignored. ' +
    'Exit code 0 when a rate was found, 3 when even the lowest rate misses, 4 when the generator was the limit.';
  static override examples = [
    '<%= config.bin %> search',
    '<%= config.bin %> search steady-state --objective "response_time.p99 < 2ms" --driver wire',
    '<%= config.bin %> search --from 1k --to 50k --step-duration 10s --precision 2% --json',
    '<%= config.bin %> search --objective "response_time.set.p99.9 < 5ms" --objective "error_rate == 0%" -c 64',
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file.",
      default: 'steady-state',
      ignoreStdin: true,
    }),
  };
  static override flags = searchFlags;

  async run(): Promise<SearchRecord> {
    const { args, flags } = await this.parse(Search);
    const range = readSearchRange(flags);
    const formats = (flags.report ?? ['md']).map(parseSeriesFormat);
    refuseSettings(flags.set ?? []);
    const objectives = withErrorFree(flags.objective ?? defaultObjectives);
    const scenarioAt = (ratePerSecond: number | null, seed = flags.seed) =>
      loadScenario(
        args.scenario,
        {
          ...flags,
          valueSize: flags['value-size'],
          clientPolicy: flags['client-policy'],
          commands: flags.command,
          commandRatios: flags['command-ratio'],
          set: [...(flags.set ?? []), 'workload.requests=null'],
          seed,
          rate: ratePerSecond ?? 'max',
          duration: `${ratePerSecond === null ? Math.min(range.stepMs, longestProbeMs) : range.stepMs}ms`,
          noFaults: true,
          objectives: ratePerSecond === null ? [] : objectives,
        },
        { cpuCount: availableParallelism() },
      );
    const { document, scenario, warnings } = await scenarioAt(range.firstPerSecond ?? range.lowestPerSecond);
    const seed = String(document.seed);
    const { stderr, stdout, signals, workingDirectory, environment } = this.host;
    const targetPassword = targetPasswordOf(flags['password-env'], scenario, environment);
    const labels = readLabels(flags.label);
    const outFolder = resolve(workingDirectory, flags.out);
    await checkOutFolder(outFolder);
    const metrics = createLiveMetrics();
    await using server = await serveMetrics(flags.metrics, metrics.text);

    const isTTY = stderr.isTerminal && !this.jsonEnabled();
    const display = createProgress({ stream: stderr, isTTY, quiet: flags.quiet, colour: stderr.colour });
    if (server !== null) display.step(`metrics  ${server.url}`);
    for (const { message } of warnings) display.warn(message);
    using interruption = interruptOnSignals(signals);
    using uncaught = abortOnUncaught(signals);
    const signal = AbortSignal.any([interruption.signal, uncaught.signal]);
    const startedAt = new Date();
    const id = seriesId(startedAt, 'search');
    const folder = join(outFolder, id);
    display.step(expectedSearch(expectedDurationMs((await scenarioAt(range.lowestPerSecond, seed)).scenario)));
    const {
      search,
      path,
      unsaved,
      failure: error,
    } = await runSearch({
      about: {
        searchVersion: 1,
        id,
        scenario: document.name,
        startedAt: startedAt.toISOString(),
        command: ['cache-bench', 'search', ...redactArguments(this.argv)],
        seed: document.seed,
        objectives,
        unit: unitOfObjective(objectives[0] ?? ''),
        precisionPercent: Number((range.precision * 100).toPrecision(6)),
        stepMs: range.stepMs,
      },
      ...range,
      folder,
      experimentAt: async (ratePerSecond) => {
        const request = {
          ...(await scenarioAt(ratePerSecond, seed)),
          command: runCommand(args.scenario, flags, { ratePerSecond, seed, stepMs: range.stepMs, objectives }),
          version: this.config.version,
          keep: false,
          targetPassword,
          labels,
          progress: stepProgress(display, isTTY),
          signal,
        };
        return withLiveMetrics(request, metrics, { rate: String(ratePerSecond ?? 'max') });
      },
      onProbe: ({ throughputPerSecond }) => display.step(`closed loop: ${Math.round(throughputPerSecond ?? 0)}/s`),
      onStep: (step, number) => display.step(stepLine(step, number)),
      signal,
    }).catch((error: unknown) => {
      throw uncaught.first() ?? error;
    });
    const failure = error ?? uncaught.first();
    const about = { id, startedAt: startedAt.toISOString(), wallMs: Date.now() - startedAt.getTime() };
    const reportFolder = path === null ? null : dirname(path);
    const outlets = { formats, folder: reportFolder, environment, write: stderr.writeCommands };
    for (const line of await publishSeries(searchSeries(search, about), outlets)) this.progress(line);
    if (path !== null && (this.jsonEnabled() || failure)) this.progress(`The search is in ${path}`);
    if (failure && !(failure instanceof NotSavedError)) throw failure;
    this.log(renderSearch(search, { columns: stdout.columns, colour: stdout.colour, searchPath: path }).trimEnd());
    this.host.setExitCode(searchExitCode(search.result));
    return failure ? this.withUnsaved(search, unsaved, failure) : search;
  }
}

/** Long enough to choose the first rate. */
const longestProbeMs = 2_000;

/** The command that repeats one step. */
function runCommand(
  scenario: string,
  flags: Readonly<Record<string, unknown>>,
  step: { ratePerSecond: number | null; seed: string; stepMs: number; objectives: readonly string[] },
): readonly string[] {
  const given = writtenFlags(
    flags,
    flagsOfEachStep.filter((name) => name !== 'seed'),
  );
  const gates = step.ratePerSecond === null ? [] : step.objectives.flatMap((objective) => ['--gate', objective]);
  return [
    ...[
      'cache-bench',
      'run',
      ...redactArguments([scenario, ...given]),
      '--no-faults',
      '--rate',
      String(step.ratePerSecond ?? 'max'),
    ],
    ...['--duration', `${step.ratePerSecond === null ? Math.min(step.stepMs, longestProbeMs) : step.stepMs}ms`],
    ...['--set', 'workload.requests=null', '--set', 'gates=[]', ...gates, '--seed', step.seed],
  ];
}
