import { Args, Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag, meantCluster, recoverFlag } from '../cli/session-flags.js';
import { exitCodes } from '../errors/errors.js';
import { faultSummaries, readFault } from '../scenario/read-fault.js';
import { askFault } from '../session/ask-session.js';
import type { SessionFault } from '../session/control-protocol.js';
import { findSessions, pickSession } from '../session/find-session.js';

export default class Fault extends BaseCommand {
  static override summary = 'Inject a fault into a running cluster.';
  static override description =
    'Injects the fault at once and returns when its effect is proved (exit code 4 when it could not be, 2 when this cluster does not support the fault). ' +
    `It lasts until cache-bench heal, or for the time given by --after.\n\nFaults:\n${faultSummaries
      .map(([name, summary]) => `  ${name.padEnd(16)}${summary}`)
      .join('\n')}`;
  static override examples = [
    '<%= config.bin %> fault kill-process --target primary',
    '<%= config.bin %> fault host-loss --target primary --recover replace --after 3s',
    '<%= config.bin %> fault pause-process --target n2 --after 10s',
    '<%= config.bin %> fault kill-process --set signal=SIGTERM',
  ];
  static override args = {
    name: Args.string({ required: true, ignoreStdin: true, description: 'The fault.' }),
  };
  static override flags = {
    target: Flags.string({
      description: 'The target: primary, replica, ..., a node such as n2, or a zone such as az-1.',
      helpValue: 'TARGET',
    }),
    set: Flags.string({
      description: 'An option of the fault, as in a scenario.',
      multiple: true,
      helpValue: 'OPTION=VALUE',
    }),
    recover: recoverFlag,
    after: Flags.string({
      description: 'Time until the recovery, or until the fault heals itself. Default with --recover: 3s.',
      helpValue: 'TIME',
    }),
    cluster: clusterFlag,
  };

  async run(): Promise<SessionFault & { readonly cluster: string }> {
    const { args, flags } = await this.parse(Fault);
    const order = readFault({ name: args.name, ...flags });
    const site = pickSession(await findSessions(), meantCluster(flags.cluster, this.host));
    const struck = await askFault(site, { ...order, options: { ...order.options } });
    this.log(`${struck.name} struck ${struck.targets.join(', ')}: ${struck.proof ?? 'it could not prove an effect'}`);
    if (struck.proof === null) this.host.setExitCode(exitCodes.inconclusive.code);
    return { cluster: site.id, ...struck };
  }
}
