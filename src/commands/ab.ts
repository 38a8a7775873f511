import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { comparisonExitCode } from '../cli/comparison-exit-code.js';
import { comparisonFlags, readComparisonShares } from '../cli/comparison-flags.js';
import { readLabels } from '../cli/labels.js';
import { serveMetrics } from '../cli/metrics-server.js';
import { outputFlags, scenarioFlags } from '../cli/run-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { targetPasswordOf } from '../cli/target-password.js';
import { abortOnUncaught } from '../cli/uncaught.js';
import { readVariant, type VariantSettings } from '../cli/variant-settings.js';
import { writtenFlags } from '../cli/written-flags.js';
import { EnvironmentError, UsageError } from '../errors/errors.js';
import { runsNeeded } from '../gate/compare/runs-needed.js';
import { type Comparison, usualRuns } from '../model/comparison.js';
import { redactArguments } from '../model/redact-url.js';
import { createLiveMetrics } from '../progress/live-metrics/live-metrics.js';
import { createProgress } from '../progress/progress.js';
import { stepProgress } from '../progress/step-progress.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import { NotSavedError } from '../record/write-whole.js';
import { comparisonMarkdown } from '../report/compare/comparison-markdown.js';
import { renderComparison } from '../report/compare/comparison-report.js';
import { parseReportFormat } from '../report/parse-report-format.js';
import { comparisonSeries } from '../report/series/comparison-series.js';
import type { ExperimentRequest } from '../run/measured.js';
import { numberedOperations } from '../run/plan-workers.js';
import { type PrepareOptions, prepareEngine } from '../run/prepare-engine.js';
import { withLiveMetrics } from '../run/with-live-metrics.js';
import { type LoadedScenario, loadScenario } from '../scenario/load-scenario.js';
import { compareVariants, figuresBeforehand } from '../series/ab/compare-variants.js';
import { expectedDurationMs, expectedSeries } from '../series/expected-duration.js';
import { publishSeries } from '../series/publish-series.js';
import { seedOfRun } from '../series/seed-of-run.js';
import { seriesId } from '../series/series-id.js';

/** `cache-bench ab`: two variants of a scenario, interleaved on this machine, compared. */
export default class AB extends BaseCommand {
  static override summary = 'Run two variants of a scenario alternately on this machine and compare them.';
  static override description =
    'Each round runs both variants with the same seed on fresh clusters, alternating which goes first. ' +
    'Rounds are compared in pairs, in latency and in lost writes. A is the baseline. ' +
    'Exit code 0 when no figure of B is worse, 3 when one is, 4 when the runs can’t decide.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> steady-state --a topology.engine=redis --b topology.engine=valkey',
    '<%= config.bin %> <%= command.id %> steady-state --a topology.engine=redis@7 --b topology.engine=redis@8',
    '<%= config.bin %> <%= command.id %> --a workload.durability=async --b workload.durability=wait:1 --rate 2000',
    '<%= config.bin %> <%= command.id %> steady-state --b engine-binary=./redis-server --rounds 20 --duration 10s',
  ];
  static override args = {
    scenario: Args.string({
      description: "A shipped scenario's name, or the path of a YAML file.",
      default: 'sentinel-failover',
      ignoreStdin: true,
    }),
  };
  static override flags = {
    a: Flags.string({
      description: 'A setting of variant A: anything in the scenario, or engine-binary=PATH. Repeatable.',
      multiple: true,
      helpValue: 'PATH=VALUE',
      helpGroup: 'COMPARISON',
    }),
    b: Flags.string({
      description: 'A setting of variant B. Repeatable.',
      multiple: true,
      helpValue: 'PATH=VALUE',
      helpGroup: 'COMPARISON',
    }),
    rounds: Flags.integer({
      description: 'Number of rounds; each runs both variants.',
      default: usualRuns,
      min: 1,
      max: 100,
      helpValue: 'N',
      helpGroup: 'COMPARISON',
    }),
    ...comparisonFlags,
    ...scenarioFlags,
    ...outputFlags,
  };

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(AB);
    const { stderr, stdout, signals, workingDirectory, environment } = this.host;
    const formats = (flags.report ?? ['md']).map(parseReportFormat);
    const shares = readComparisonShares(flags);
    const figures = figuresBeforehand(flags.figure ?? []);
    const load = (variant: VariantSettings, seed = flags.seed) =>
      loadScenario(
        args.scenario,
        {
          ...flags,
          valueSize: flags['value-size'],
          clientPolicy: flags['client-policy'],
          noFaults: flags['no-faults'],
          gates: flags.gate,
          commands: flags.command,
          commandRatios: flags['command-ratio'],
          set: [...(flags.set ?? []), ...variant.set],
          seed,
        },
        { cpuCount: availableParallelism() },
      );
    const variants = {
      a: readVariant('a', flags.a ?? [], workingDirectory),
      b: readVariant('b', flags.b ?? [], workingDirectory),
    };
    const loaded = {
      a: await inVariant(variants.a, () => load(variants.a)),
      b: await inVariant(variants.b, () => load(variants.b)),
    };
    const passwordOf = (name: 'a' | 'b') => targetPasswordOf(flags['password-env'], loaded[name].scenario, environment);
    const passwords = { a: passwordOf('a'), b: passwordOf('b') };
    const labels = readLabels(flags.label);
    const outFolder = resolve(workingDirectory, flags.out);
    await checkOutFolder(outFolder);
    const metrics = createLiveMetrics();
    await using server = await serveMetrics(flags.metrics, metrics.text);

    const isTTY = stderr.isTerminal && !this.jsonEnabled();
    const display = createProgress({ stream: stderr, isTTY, quiet: flags.quiet, colour: stderr.colour });
    if (server !== null) display.step(`metrics  ${server.url}`);
    for (const name of ['a', 'b'] as const)
      for (const { message } of loaded[name].warnings) display.warn(`${name.toUpperCase()}: ${message}`);
    using interruption = interruptOnSignals(signals);
    using uncaught = abortOnUncaught(signals);
    const signal = AbortSignal.any([interruption.signal, uncaught.signal]);
    for (const name of ['a', 'b'] as const) {
      const onProgress = (line: string) => display.step(line);
      await inVariant(variants[name], () => prepared(loaded[name], variants[name], { onProgress, signal }));
    }
    const requestsOf = async (name: 'a' | 'b'): Promise<readonly ExperimentRequest[]> => {
      const requests = [];
      for (let round = 0; round < flags.rounds; round++) {
        const { engineBinary, set } = variants[name];
        const seed = String(seedOfRun(loaded.a.document.seed, round));
        const { scenario, document, warnings } = await load(variants[name], seed);
        const request = {
          ...{ scenario, document, warnings, signal, keep: flags.keep, version: this.config.version },
          ...(engineBinary !== null && { engineBinary }),
          command: runCommand(args.scenario, flags, set, seed),
          targetPassword: passwords[name],
          labels,
          progress: stepProgress(display, isTTY),
        };
        const seriesLabels = { variant: name.toUpperCase(), round: String(round + 1) };
        requests.push(withLiveMetrics(request, metrics, seriesLabels));
      }
      return requests;
    };
    const needed = runsNeeded('paired', flags.figure?.length);
    const eachMs = (expectedDurationMs(loaded.a.scenario) + expectedDurationMs(loaded.b.scenario)) / 2;
    display.step(expectedSeries(2 * flags.rounds, eachMs));
    if (flags.rounds < needed)
      display.warn(`${flags.rounds} rounds are too few for a verdict: these figures need at least ${needed}.`);
    const startedAt = new Date();
    const id = seriesId(startedAt, 'ab');
    const folder = join(outFolder, id);
    const {
      comparison,
      path,
      unsaved,
      failure: error,
    } = await compareVariants(
      { label: variants.a.label, requests: await requestsOf('a') },
      { label: variants.b.label, requests: await requestsOf('b') },
      { ...shares, figures },
      { folder, formats, signal, tell: (line) => display.step(line) },
    ).catch((error: unknown) => {
      throw uncaught.first() ?? error;
    });
    const failure = error ?? uncaught.first();
    const about = { id, startedAt: startedAt.toISOString(), wallMs: Date.now() - startedAt.getTime() };
    const reportFolder = path === null ? null : dirname(path);
    const outlets = { formats, folder: reportFolder, environment, write: stderr.writeCommands };
    for (const line of await publishSeries(comparisonSeries(comparison, about), outlets)) this.progress(line);
    if (path !== null && (this.jsonEnabled() || failure)) this.progress(`The comparison is in ${path}`);
    if (failure && !(failure instanceof NotSavedError)) throw failure;
    const { columns, colour } = stdout;
    this.log(
      flags.format === 'md'
        ? comparisonMarkdown(comparison).trimEnd()
        : [renderComparison(comparison, { columns, colour }), ...(path === null ? [] : [`comparison  ${path}`])].join(
            '\n',
          ),
    );
    this.host.setExitCode(comparisonExitCode(comparison));
    return failure ? this.withUnsaved(comparison, unsaved, failure) : comparison;
  }
}

/** Finds or fetches the server of a variant, and checks that it supports the variant. A target has its own. */
async function prepared(
  { scenario }: LoadedScenario,
  { engineBinary }: VariantSettings,
  options: Pick<PrepareOptions, 'onProgress' | 'signal'>,
): Promise<void> {
  if (scenario.topology.target !== null) return;
  const { operations } = numberedOperations(scenario.workload, null);
  await prepareEngine(scenario, { ...options, operations, engineBinary: engineBinary ?? undefined });
}

/** Prefixes errors of a variant with its name; nothing has started yet. */
async function inVariant<T>({ label }: VariantSettings, check: () => Promise<T>): Promise<T> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`Variant ${label}: ${error.message}`);
    if (error instanceof EnvironmentError) throw new EnvironmentError(`Variant ${label}: ${error.message}`);
    throw error;
  }
}

/** The command that runs one round of a variant on its own. Excludes a different binary, which is set in the environment. */
function runCommand(
  scenario: string,
  flags: Readonly<Record<string, unknown>>,
  set: readonly string[],
  seed: string,
): readonly string[] {
  const given = writtenFlags(
    flags,
    Object.keys(scenarioFlags).filter((name) => name !== 'seed'),
  );
  const settings = set.flatMap((setting) => ['--set', setting]);
  return ['cache-bench', 'run', ...redactArguments([scenario, ...given, ...settings]), '--seed', seed];
}
