import { givenScenario } from '../cli/given-scenario.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { scenarioArgument } from '../cli/run-flags.js';
import { readSweepSettings, sweepFlags } from '../cli/sweep-flags.js';
import { redactArguments } from '../model/redact-url.js';
import type { SweepRecord } from '../record/series/sweep-record.js';
import { parseReportFormat } from '../report/parse-report-format.js';
import { sweepScenario } from '../series/sweep/sweep-scenario.js';

/** `cache-bench sweep`: the same drill over a grid of settings. */
export default class Sweep extends MeasuringCommand {
  static override summary = 'Run a scenario with every combination of some settings, and compare them in one table.';
  static override description =
    'Runs are interleaved, each on a fresh cluster, and every combination gets the same seeds. ' +
    'Reports throughput, latency, write outage and lost writes of each, with an upper bound on how often writes are lost. ' +
    'Exit code 0 when every gate passed in every combination, 3 when one failed, 4 when one has no verdict.';
  static override examples = [
    '<%= config.bin %> <%= command.id %> --vary workload.durability=async,wait:1 --rate 2000',
    '<%= config.bin %> <%= command.id %> --vary topology.links.betweenZones.delay=1ms,5ms,20ms --vary topology.replicas=1,2 --repeat 5',
    '<%= config.bin %> <%= command.id %> client-policies',
    '<%= config.bin %> <%= command.id %> cache-patterns',
    '<%= config.bin %> <%= command.id %> durability-frontier --vary durability=async,wait:1 --report html,csv',
  ];
  static override args = { scenario: scenarioArgument('sentinel-failover') };
  static override flags = sweepFlags;

  async run(): Promise<SweepRecord> {
    const { args, flags } = await this.parse(Sweep);
    const formats = (flags.report ?? ['md']).map(parseReportFormat);
    const settings = readSweepSettings(flags, ['cache-bench', 'sweep', ...redactArguments(this.argv)]);
    await using context = await this.open(flags, formats);
    const outcome = await context.endOf(sweepScenario(givenScenario(args.scenario, flags), settings, context));
    return this.finish(outcome, { formats, format: flags.format });
  }
}
