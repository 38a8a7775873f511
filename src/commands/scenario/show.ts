import { availableParallelism } from 'node:os';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { formatScenario } from '../../scenario/format-scenario.js';
import { loadScenario } from '../../scenario/load-scenario.js';
import type { ScenarioDocument } from '../../scenario/schema.js';

export default class ScenarioShow extends BaseCommand {
  static override summary = 'Show a scenario with every default filled in, as a scenario file.';
  static override description = 'The output is a valid scenario. A null seed is drawn anew for each run.';
  static override examples = [
    '<%= config.bin %> scenario show sentinel-failover',
    '<%= config.bin %> scenario show smoke > my-scenario.yaml',
    '<%= config.bin %> scenario show smoke --json',
  ];
  static override args = {
    scenario: Args.string({
      ignoreStdin: true,
      required: true,
      description: "A shipped scenario's name, or the path of a YAML file.",
    }),
  };

  async run(): Promise<ScenarioDocument> {
    const { args } = await this.parse(ScenarioShow);
    const {
      document: own,
      seedDrawn,
      sweep,
    } = await loadScenario(args.scenario, {}, { cpuCount: availableParallelism() });
    const { seed, ...rest } = own;
    const document = { ...rest, ...(sweep !== null && { sweep }), seed: seedDrawn ? null : seed };
    this.log(formatScenario(document).trimEnd());
    return document;
  }
}
