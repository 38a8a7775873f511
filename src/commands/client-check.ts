import { availableParallelism } from 'node:os';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { interruptOnSignals } from '../cli/signals.js';
import { exitCodes } from '../errors/errors.js';
import { createPaint } from '../report/terminal/paint.js';
import { clientCheckText } from '../run/client-check/client-check-text.js';
import { parseDriver } from '../run/client-check/parse-driver.js';
import { type ClientCheck, runClientCheck } from '../run/client-check/run-client-check.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { drillWith } from '../scenario/shipped-scenarios.js';

export default class ClientCheckCommand extends BaseCommand {
  static override summary = 'Show what a client library does with a command in trouble.';
  static override description =
    'Starts one server, closes connections, loses replies, swallows a command and stops the server, and compares what the client ' +
    "reports for an INCR with the server's own counter. Takes about 15 s. Exit code 3 if the counter contradicts a report.";
  static override examples = [
    '<%= config.bin %> client-check ioredis',
    '<%= config.bin %> client-check ioredis --client-policy measured',
    '<%= config.bin %> client-check node-redis --engine valkey --json',
  ];
  static override args = {
    driver: Args.string({ required: true, ignoreStdin: true, description: 'The driver, such as ioredis.' }),
  };
  static override flags = {
    'client-policy': Flags.string({
      description: 'Client settings: measured, production or application.',
      default: 'application',
      helpValue: 'NAME',
    }),
    engine: Flags.string({ description: 'The server: redis or valkey.', helpValue: 'NAME[@VERSION]' }),
    deadline: Flags.string({
      description: 'Deadline of the command under the policy measured. Default: 1s.',
      helpValue: 'TIME',
    }),
  };

  async run(): Promise<ClientCheck> {
    const { args, flags } = await this.parse(ClientCheckCommand);
    const overrides = {
      driver: parseDriver(args.driver),
      topology: 'standalone',
      replicas: 0,
      ...flags,
      'no-faults': true,
    };
    const { scenario } = await loadScenario(
      drillWith('standalone'),
      { ...overrides, set: ['workload.mix={"incr":1}'] },
      { cpuCount: availableParallelism() },
    );
    const { stdout, stderr, signals } = this.host;
    using interruption = interruptOnSignals(signals);
    const check = await runClientCheck(scenario, { write: stderr.write, signal: interruption.signal });
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    this.log(clientCheckText(check, page));
    if (check.troubles.some(({ isContradicted }) => isContradicted)) this.host.setExitCode(exitCodes.gateFailed.code);
    return check;
  }
}
