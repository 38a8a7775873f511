import { availableParallelism } from 'node:os';
import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { interruptOnSignals } from '../cli/signals.js';
import { exitCodes } from '../errors/errors.js';
import { createPaint } from '../report/terminal/paint.js';
import { clientCheckText } from '../run/client-check/client-check-text.js';
import { parseDriver, usualPolicy } from '../run/client-check/parse-driver.js';
import { refusedCheck } from '../run/client-check/refused-check.js';
import { type ClientCheck, runClientCheck } from '../run/client-check/run-client-check.js';
import { overridesThrough, wayNames } from '../run/client-check/ways.js';
import { loadScenario } from '../scenario/load-scenario.js';
import { drillWith } from '../scenario/shipped-scenarios.js';

/** After this, whatever a library has left behind must not keep the process alive. */
const leftoversMs = 500;

export default class ClientCheckCommand extends BaseCommand {
  static override summary = 'Show what a client library does with a command in trouble.';
  static override description =
    'Starts servers, closes connections, loses replies, swallows a command and stops the server, and compares what the client ' +
    "reports for an INCR with the server's own counter. Takes about 15 s. With --decisions, sends many INCRs instead, each with " +
    'troubles drawn by a seed. Exit code 3 if a counter contradicts a report.';
  static override examples = [
    '<%= config.bin %> client-check ioredis',
    '<%= config.bin %> client-check ioredis --client-policy measured --through cluster',
    '<%= config.bin %> client-check node-redis --through sentinel --json',
    '<%= config.bin %> client-check ioredis --decisions 1000 --seed 7',
  ];
  static override args = {
    driver: Args.string({ required: true, ignoreStdin: true, description: 'The driver, such as ioredis.' }),
  };
  static override flags = {
    'client-policy': Flags.string({
      description: 'Client settings: measured, production or application. Default: application, if the driver has it.',
      helpValue: 'NAME',
    }),
    'client-options': Flags.string({
      description: 'Your own options of the library: a JSON or YAML file, or a module (.mjs, .js, .cjs).',
      helpValue: 'FILE',
    }),
    engine: Flags.string({ description: 'The server: redis or valkey.', helpValue: 'NAME[@VERSION]' }),
    through: Flags.string({
      description: 'What the client connects to: one server, Sentinel, or a Redis Cluster.',
      default: 'server',
      helpValue: wayNames.join('|'),
    }),
    decisions: Flags.integer({
      description: 'Send this many commands, each with random troubles.',
      min: 1,
      max: 100_000,
      helpValue: 'N',
    }),
    seed: Flags.integer({ description: 'Seed of the random troubles.', default: 1, min: 0, helpValue: 'N' }),
    deadline: Flags.string({
      description: 'Deadline of the command under the policy measured. Default: 1s.',
      helpValue: 'TIME',
    }),
  };

  async run(): Promise<ClientCheck> {
    const { args, flags } = await this.parse(ClientCheckCommand);
    const { through, decisions, seed: decisionSeed, ...settings } = flags;
    const driver = parseDriver(args.driver);
    const way = overridesThrough(through, driver, decisions);
    const policy = flags['client-policy'] ?? usualPolicy(driver);
    const { scenario } = await loadScenario(
      drillWith(way.topology),
      { ...settings, ...way, driver, 'client-policy': policy, 'no-faults': true },
      { cpuCount: availableParallelism() },
    ).catch((error: unknown) => {
      throw refusedCheck(error);
    });
    const { stdout, stderr, signals } = this.host;
    using interruption = interruptOnSignals(signals);
    const check = await runClientCheck(scenario, { write: stderr.write, signal: interruption.signal, decisionSeed });
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    this.log(clientCheckText(check, page));
    const contradictions = check.troubles.filter(({ isContradicted }) => isContradicted).length;
    if (contradictions + (check.decisions?.contradicted.length ?? 0) > 0)
      this.host.setExitCode(exitCodes.gateFailed.code);
    this.host.endAfter(leftoversMs);
    return check;
  }
}
