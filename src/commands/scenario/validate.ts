import { availableParallelism } from 'node:os';
import { Args } from '@oclif/core';
import { BaseCommand } from '../../cli/base-command.js';
import { exitCodes } from '../../errors/errors.js';
import { shippedScenarios } from '../../scenario/shipped-scenarios.js';
import { type Validation, validateScenario } from '../../scenario/validate-scenario.js';

export default class ScenarioValidate extends BaseCommand {
  static override summary = 'Check scenario files and report every problem.';
  static override description = 'Starts nothing. Exit code 0 when all are valid, 2 when one is not.';
  static override examples = [
    '<%= config.bin %> scenario validate',
    '<%= config.bin %> scenario validate smoke sentinel-failover',
    '<%= config.bin %> scenario validate smoke --json',
  ];
  static override strict = false;
  static override args = {
    files: Args.string({
      ignoreStdin: true,
      description: 'Names of shipped scenarios or paths of YAML files. Default: every shipped scenario.',
    }),
  };

  async run(): Promise<{ readonly valid: boolean; readonly files: readonly Validation[] }> {
    const { argv } = await this.parse(ScenarioValidate);
    const references = argv.length > 0 ? argv.map(String) : await shippedScenarios();
    const files = await Promise.all(
      references.map((file) => validateScenario(file, { cpuCount: availableParallelism() })),
    );
    for (const { file, error, warnings } of files) {
      this.log(error ?? `${file}: ok`);
      for (const warning of warnings) this.log(`  warning: ${warning}`);
    }
    const valid = files.every((file) => file.valid);
    this.host.setExitCode(valid ? exitCodes.pass.code : exitCodes.usage.code);
    return { valid, files };
  }
}
