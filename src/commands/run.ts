import { givenScenario } from '../cli/given-scenario.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { controlFlag, fullFlag, outputFlags, scenarioArgument, scenarioFlags } from '../cli/run-flags.js';
import { repeatFlags, withoutFlags, withRepeatNumber } from '../cli/series-flags.js';
import { UsageError } from '../errors/errors.js';
import { redactArguments } from '../model/redact-url.js';
import type { RunRecord } from '../record/run-record.js';
import type { RepeatedRuns } from '../record/series/repeated-runs.js';
import type { ReportFormat } from '../report/registry.js';
import { runExperiment } from '../run/experiment.js';
import { requestFor } from '../run/run-context.js';

export default class Run extends MeasuringCommand {
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
    '<%= config.bin %> run cache-aside-race --set workload.pattern.stampede=lease',
    '<%= config.bin %> run memcached-return-stale',
    '<%= config.bin %> run steady-state --target redis://127.0.0.1:6379 --rate 1000',
    '<%= config.bin %> run steady-state --agents 2',
  ];
  static override args = { scenario: scenarioArgument('sentinel-failover') };
  static override flags = { ...scenarioFlags, ...repeatFlags, ...outputFlags, control: controlFlag, full: fullFlag };

  async run(): Promise<RunRecord | RepeatedRuns> {
    this.argv = withRepeatNumber(this.argv);
    const { args, flags } = await this.parse(Run);
    const given = givenScenario(args.scenario, flags);
    const formats = flags.report === undefined ? (['md'] as const) : await parsedFormats(flags.report);
    await using context = await this.open(flags, formats);
    const loaded = await given.load();
    if (flags.control !== undefined && loaded.scenario.agents === null && isTyped('control', this.argv))
      throw new UsageError('--control has no effect without agents. Try: --agents 2');
    const command = ['cache-bench', 'run', ...redactArguments(this.argv)];
    if (flags.repeat === 1) {
      const outcome = await context.endOf(runExperiment(requestFor(loaded, context, { command })));
      // Awaited, because the context ends with this function, and its live reports with it.
      return await this.finishRun(outcome, context, flags.full);
    }
    const commandOfRun = withoutFlags(command, ['repeat', 'gates-on', 'seed']);
    const settings = { times: flags.repeat, gatesOn: flags['gates-on'], command, commandOfRun };
    const { repeatScenario } = await import('../series/repeat/repeat-scenario.js');
    return this.finish(await context.endOf(repeatScenario(given, loaded, settings, context)), { formats });
  }
}

/** Whether a flag is on the command line, and not only in the environment. */
function isTyped(flag: string, given: readonly string[]): boolean {
  return given.some((word) => word === `--${flag}` || word.startsWith(`--${flag}=`));
}

/** Reports are imported late, so that no server has to wait for them. */
async function parsedFormats(names: readonly string[]): Promise<readonly ReportFormat[]> {
  const { parseReportFormat } = await import('../report/parse-report-format.js');
  return names.map(parseReportFormat);
}
