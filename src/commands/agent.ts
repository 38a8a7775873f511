import { availableParallelism, hostname } from 'node:os';
import { Flags } from '@oclif/core';
import { serveAgent } from '../agents/serve-agent.js';
import { BaseCommand } from '../cli/base-command.js';
import { controlFlag } from '../cli/run-flags.js';
import { interruptOnSignals } from '../cli/signals.js';
import { UsageError } from '../errors/errors.js';

/** It stands in messages and reports of other machines. */
const agentName = /^[\w.-]{1,64}$/;

export default class Agent extends BaseCommand {
  static override enableJsonFlag = false;
  static override summary = "Offer this machine's cores to runs with --agents, on this machine or others.";
  static override description =
    'Waits for runs at the control Redis, carries its share of the load of one after the other, and ends on Ctrl-C. ' +
    'Every machine needs the same version of cache-bench, and the same major version of Node.';
  static override examples = [
    '<%= config.bin %> agent --control redis://control.example:6379',
    '<%= config.bin %> agent --control redis://control.example:6379 --name alpha --cores 14',
    '<%= config.bin %> agent --control redis://control.example:6379 --once',
  ];
  static override flags = {
    control: controlFlag,
    name: Flags.string({ description: 'Its name in reports. Default: the host name.', helpValue: 'NAME' }),
    cores: Flags.integer({
      description: 'Cores to offer: at most one load thread for each. Default: all but one.',
      min: 1,
      max: 1024,
      helpValue: 'N',
    }),
    once: Flags.boolean({ description: 'End after the first run.' }),
  };

  async run(): Promise<void> {
    const { flags } = await this.parse(Agent);
    if (flags.control === undefined)
      throw new UsageError('An agent needs the Redis of its orders. Try: --control redis://host:6379');
    const name = flags.name ?? hostname();
    if (!agentName.test(name))
      throw new UsageError(
        `--name: expected at most 64 letters, digits, dashes, dots and underscores, found ${JSON.stringify(name)}.`,
      );
    using interruption = interruptOnSignals(this.host.signals);
    await serveAgent(flags.control, {
      name,
      cores: flags.cores ?? Math.max(1, availableParallelism() - 1),
      version: this.config.version,
      once: flags.once,
      onProgress: (line) => this.progress(line),
      signal: interruption.signal,
    });
  }
}
