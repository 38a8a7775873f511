import { givenScenario } from '../cli/given-scenario.js';
import { MeasuringCommand } from '../cli/measuring-command.js';
import { scenarioArgument } from '../cli/run-flags.js';
import { readSearchRange, refuseSettings } from '../cli/search-bounds.js';
import { searchFlags } from '../cli/search-flags.js';
import { redactArguments } from '../model/redact-url.js';
import type { SearchRecord } from '../record/series/search-record.js';
import { parseSeriesFormat } from '../report/series/series-reporters.js';
import { searchScenario } from '../series/search/search-scenario.js';

export default class Search extends MeasuringCommand {
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
  static override args = { scenario: scenarioArgument('steady-state') };
  static override flags = searchFlags;

  async run(): Promise<SearchRecord> {
    const { args, flags } = await this.parse(Search);
    const range = readSearchRange(flags);
    const formats = (flags.report ?? ['md']).map(parseSeriesFormat);
    refuseSettings(flags.set ?? []);
    await using context = await this.open(flags, formats);
    const command = ['cache-bench', 'search', ...redactArguments(this.argv)];
    const settings = { ...range, objectives: flags.objective, command };
    const outcome = await context.endOf(searchScenario(givenScenario(args.scenario, flags), settings, context));
    return this.finish(outcome, { formats });
  }
}
