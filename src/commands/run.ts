import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Args } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { readLabels } from '../cli/labels.js';
import { serveMetrics } from '../cli/metrics-server.js';
import { fullFlag, outputFlags, scenarioFlags } from '../cli/run-flags.js';
import { repeatFlags, withoutFlags, withRepeatNumber } from '../cli/series-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { targetPasswordOf } from '../cli/target-password.js';
import { abortOnUncaught, type UncaughtExceptions } from '../cli/uncaught.js';
import { exitCodeOf } from '../cli/verdict-exit-code.js';
import { redactArguments } from '../model/redact-url.js';
import type { GateChoice, RepeatedRuns } from '../model/repeated-runs.js';
import type { RunRecord } from '../model/run-record.js';
import { createLiveMetrics, type LiveMetrics } from '../progress/live-metrics/live-metrics.js';
import { createProgress } from '../progress/progress.js';
import { stepProgress } from '../progress/step-progress.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import { NotSavedError } from '../record/write-whole.js';
import type { ReportFormat } from '../report/registry.js';
import { runExperiment } from '../run/experiment.js';
import type { ExperimentRequest } from '../run/measured.js';
import { withLiveMetrics } from '../run/with-live-metrics.js';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.js';
import { seedOfRun } from '../series/seed-of-run.js';
import { seriesId } from '../series/series-id.js';

export default class Run extends BaseCommand {
  static override summary =
    'Run a scenario: launch the cluster, put it under load, inject faults and report what clients experienced.';
  static override description =
    'Without a scenario it runs sentinel-failover: the host of a Redis primary dies under load. ' +
    'Exit code 0 when all gates passed, 3 when one failed, 4 when there is no verdict.';
  static override examples = [
    '<%= config.bin %> run',
    '<%= config.bin %> run smoke',
    '<%= config.bin %> run sentinel-failover --rate 5000 --duration 15s --gate "lost_writes == 0"',
    '<%= config.bin %> run sentinel-failover --set topology.links.betweenZones.delay=20ms',
    '<%= config.bin %> run steady-state --no-faults --rate max --json',
    '<%= config.bin %> run steady-state --repeat --duration 10s',
    '<%= config.bin %> run steady-state --target redis://127.0.0.1:6379 --rate 1000',
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file.",
      default: 'sentinel-failover',
      ignoreStdin: true,
    }),
  };
  static override flags = { ...scenarioFlags, ...repeatFlags, ...outputFlags, full: fullFlag };

  async run(): Promise<RunRecord | RepeatedRuns> {
    this.argv = withRepeatNumber(this.argv);
    const { args, flags } = await this.parse(Run);
    const formats = flags.report === undefined ? (['md'] as const) : await parsedFormats(flags.report);
    const overrides = {
      ...flags,
      valueSize: flags['value-size'],
      clientPolicy: flags['client-policy'],
      noFaults: flags['no-faults'],
      gates: flags.gate,
      commands: flags.command,
      commandRatios: flags['command-ratio'],
    };
    const load = (seed = flags.seed) =>
      loadScenario(args.scenario, { ...overrides, seed }, { cpuCount: availableParallelism() });
    const loaded = await load();
    const { stderr, stdout, signals, workingDirectory, environment } = this.host;
    const outFolder = resolve(workingDirectory, flags.out);
    await checkOutFolder(outFolder);
    const metrics = createLiveMetrics();
    await using server = await serveMetrics(flags.metrics, metrics.text);
    using interruption = interruptOnSignals(signals);
    using uncaught = abortOnUncaught(signals);
    const isTTY = stderr.isTerminal && !this.jsonEnabled();
    const request: ExperimentRequest = {
      scenario: loaded.scenario,
      document: loaded.document,
      command: ['cache-bench', 'run', ...redactArguments(this.argv)],
      labels: readLabels(flags.label),
      targetPassword: targetPasswordOf(flags['password-env'], loaded.scenario, environment),
      version: this.config.version,
      keep: flags.keep,
      warnings: loaded.warnings,
      progress: createProgress({ stream: stderr, isTTY, quiet: flags.quiet, colour: stderr.colour }),
      signal: AbortSignal.any([interruption.signal, uncaught.signal]),
    };
    if (server !== null) request.progress.step(`metrics  ${server.url}`);
    if (flags.repeat > 1) {
      const series = { outFolder, formats, gatesOn: flags['gates-on'], uncaught, isTTY, metrics };
      return await this.repeat(request, flags.repeat, load, series);
    }
    const { record, failure: error } = await runExperiment(withLiveMetrics(request, metrics)).catch(
      (error: unknown) => {
        throw uncaught.first() ?? error;
      },
    );
    const failure = error ?? uncaught.first();
    const { saveRun } = await import('../run/save-run.js');
    const { path, warnings, failure: notSaved } = await saveRun(record, formats, outFolder);
    const { tellGithub } = await import('../report/github/tell-github.js');
    // On stderr, where GitHub reads them too: with --json, stdout contains only the record.
    const untold = await tellGithub(record, path, environment, stderr.writeCommands);
    for (const { message } of [...warnings, ...untold]) this.progress(message);
    // The report on stdout names it too, but is not printed with --json, nor for a run aborted by an error.
    if ((this.jsonEnabled() || failure) && path !== null) this.progress(`The record is in ${path}`);
    if (failure) throw failure;
    const columns = Math.min(stdout.columns, 120);
    const { reporters } = await import('../report/registry.js');
    const { full } = flags;
    this.log(reporters.terminal.render(record, { columns, colour: stdout.colour, recordPath: path, full }).trimEnd());
    // A record that could not be saved anywhere is printed.
    if (path === null && !this.jsonEnabled()) stdout.write(reporters.json.render(record));
    this.host.setExitCode(exitCodeOf(record));
    return notSaved === null ? record : this.withError(record, notSaved);
  }

  private async repeat(
    first: ExperimentRequest,
    times: number,
    load: (seed: string) => Promise<LoadedScenario>,
    { outFolder, formats, gatesOn, uncaught, isTTY, metrics }: SeriesSettings,
  ): Promise<RepeatedRuns> {
    const startedAt = new Date();
    const id = seriesId(startedAt, 'repeat');
    const folder = join(outFolder, id);
    const { seed } = first.scenario;
    const alone = withoutFlags(first.command, ['repeat', 'gates-on', 'seed']);
    const runs = [];
    for (let index = 0; index < times; index++) {
      const ownSeed = String(seedOfRun(seed, index));
      const { scenario, document } = await load(ownSeed);
      const progress = stepProgress(first.progress, isTTY);
      const request = { ...first, scenario, document, progress, command: [...alone, '--seed', ownSeed] };
      runs.push({
        title: 'run',
        outFolder: folder,
        request: withLiveMetrics(request, metrics, { run: String(index + 1) }),
      });
    }
    for (const { message } of first.warnings) first.progress.warn(message);
    const { expectedDurationMs, expectedSeries } = await import('../series/expected-duration.js');
    const { runsNeeded } = await import('../gate/compare/runs-needed.js');
    const needed = runsNeeded('independent');
    first.progress.step(expectedSeries(times, expectedDurationMs(first.scenario)));
    first.progress.step(
      times < needed
        ? `enough to show the spread and judge the gates; comparing with another set takes ${needed} runs or more`
        : `enough to compare with another set, which takes ${needed} runs or more`,
    );
    const about = {
      id,
      scenario: String(first.document.name),
      startedAt: startedAt.toISOString(),
      command: first.command,
      seed,
      gatesOn,
    };
    const { repeatRuns } = await import('../series/repeat/repeat-runs.js');
    const {
      repeat,
      path,
      unsaved,
      failure: error,
    } = await repeatRuns(about, {
      folder,
      runs,
      formats,
      tell: (line) => first.progress.step(line),
      signal: first.signal,
    }).catch((error: unknown) => {
      throw uncaught.first() ?? error;
    });
    const failure = error ?? uncaught.first();
    const { publishSeries } = await import('../series/publish-series.js');
    const { repeatSeries } = await import('../report/series/repeat-series.js');
    const report = repeatSeries(repeat, { id, startedAt: about.startedAt, wallMs: Date.now() - startedAt.getTime() });
    const reportFolder = path === null ? null : dirname(path);
    const { environment, stderr } = this.host;
    const outlets = { formats, folder: reportFolder, environment, write: stderr.writeCommands };
    for (const line of await publishSeries(report, outlets)) this.progress(line);
    if (path !== null && (this.jsonEnabled() || failure)) this.progress(`The runs are in ${reportFolder}`);
    if (failure && !(failure instanceof NotSavedError)) throw failure;
    const { columns, colour } = this.host.stdout;
    const { renderRepeat } = await import('../report/repeat/repeat-report.js');
    this.log(renderRepeat(repeat, { columns, colour, repeatPath: path }).trimEnd());
    this.host.setExitCode(exitCodeOf({ run: repeat, verdict: repeat.verdict }));
    return failure ? this.withUnsaved(repeat, unsaved, failure) : repeat;
  }
}

interface SeriesSettings {
  readonly outFolder: string;
  readonly formats: readonly ReportFormat[];
  readonly gatesOn: GateChoice;
  readonly uncaught: UncaughtExceptions;
  readonly isTTY: boolean;
  readonly metrics: LiveMetrics;
}

/** Like everything `run` needs only at its end, reports are imported late: no server has to wait for them. */
async function parsedFormats(names: readonly string[]): Promise<readonly ReportFormat[]> {
  const { parseReportFormat } = await import('../report/parse-report-format.js');
  return names.map(parseReportFormat);
}
