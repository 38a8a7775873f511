import { abFlags, readAbSettings } from '../cli/ab-flags.js';
import { givenScenario } from '../cli/given-scenario.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { scenarioArgument } from '../cli/run-flags.js';
import type { Comparison } from '../record/series/comparison.js';
import { parseReportFormat } from '../report/parse-report-format.js';
import { runAb } from '../series/ab/run-ab.js';

/** `cache-bench ab`: two variants of a scenario, interleaved on this machine, compared. */
export default class AB extends MeasuringCommand {
  static override summary = 'Run two variants of a scenario alternately on this machine and compare them.';
  static override description =
    'Each round runs both variants with the same seed on fresh clusters, alternating which goes first. ' +
    'Rounds are compared in pairs, in latency and in lost writes. A is the baseline. ' +
    "Exit code 0 when no figure of B is worse, 3 when one is, 4 when the runs can't decide.";
  static override examples = [
    '<%= config.bin %> <%= command.id %> steady-state --a topology.engine=redis --b topology.engine=valkey',
    '<%= config.bin %> <%= command.id %> steady-state --a topology.engine=redis@7 --b topology.engine=redis@8',
    '<%= config.bin %> <%= command.id %> --a workload.durability=async --b workload.durability=wait:1 --rate 2000',
    '<%= config.bin %> <%= command.id %> steady-state --b engine-binary=./redis-server --rounds 20 --duration 10s',
  ];
  static override args = { scenario: scenarioArgument('sentinel-failover') };
  static override flags = abFlags;

  async run(): Promise<Comparison> {
    const { args, flags } = await this.parse(AB);
    const formats = (flags.report ?? ['md']).map(parseReportFormat);
    const settings = readAbSettings(flags, this.host.workingDirectory);
    await using context = await this.open(flags, formats);
    const outcome = await context.endOf(runAb(givenScenario(args.scenario, flags), settings, context));
    return this.finish(outcome, { formats, format: flags.format });
  }
}
