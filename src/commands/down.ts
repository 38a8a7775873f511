import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag } from '../cli/session-flags.js';
import { askDown } from '../experiment/session/ask-session.js';
import { findSessions, pickSession } from '../experiment/session/find-session.js';

export default class Down extends BaseCommand {
  static override summary = 'End a cluster that is up, and wait until nothing of it is left.';
  static override examples = ['<%= config.bin %> down', '<%= config.bin %> down --all'];
  static override flags = {
    cluster: clusterFlag,
    all: Flags.boolean({ description: 'Every cluster; none is no error.', exclusive: ['cluster'] }),
  };

  async run(): Promise<{ readonly ended: readonly string[] }> {
    const { flags } = await this.parse(Down);
    const sites = await findSessions();
    const meant = flags.all ? sites : [pickSession(sites, flags.cluster)];
    await Promise.all(meant.map(askDown));
    const ended = meant.map(({ id }) => id);
    this.log(ended.length === 0 ? 'No cluster is up.' : `Ended: ${ended.join(', ')}`);
    return { ended };
  }
}
