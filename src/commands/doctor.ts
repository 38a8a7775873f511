import { BaseCommand } from '../cli/base-command.js';
import { checkEngine, checkMachine, checkNoise, type MachineCheck } from '../engine/machine-check.js';
import { exitCodes } from '../errors/errors.js';
import { defaultEngine, serverNames } from '../model/node.js';

export default class Doctor extends BaseCommand {
  static override summary = 'Check what this machine can run.';
  static override description =
    'Exit code 0 when the default drill can run here, 5 when a requirement is missing. An engine that can be downloaded on demand counts as present; the network is not tested.';
  static override examples = [
    '<%= config.bin %> doctor',
    { description: 'As JSON, for a CI job', command: '<%= config.bin %> doctor --json' },
  ];

  async run(): Promise<{ readonly canRun: boolean; readonly checks: readonly MachineCheck[] }> {
    await this.parse(Doctor);
    const engines = await Promise.all(
      serverNames.map((engine) => checkEngine(engine, engine === defaultEngine, this.host.environment)),
    );
    const checks = [...engines, ...(await checkMachine()), await checkNoise()];
    for (const check of checks) {
      this.log(`${check.state.padEnd(8)} ${check.name}: ${check.found}${check.advice ? `. ${check.advice}` : ''}`);
    }
    const canRun = checks.every((check) => check.state !== 'missing');
    this.log(canRun ? 'The default drill can run here: cache-bench run' : "The default drill can't run here.");
    this.host.setExitCode(canRun ? exitCodes.pass.code : exitCodes.environment.code);
    return { canRun, checks };
  }
}
