import { Flags } from '@oclif/core';
import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag, meantCluster } from '../cli/session-flags.js';
import { askDown } from '../session/ask-session.js';
import { findSessions, pickSession } from '../session/find-session.js';

export default class Down extends BaseCommand {
  static override summary = 'Stop a running cluster and wait until it is gone.';
  static override examples = ['<%= config.bin %> down', '<%= config.bin %> down --all'];
  static override flags = {
    cluster: clusterFlag,
    all: Flags.boolean({ description: 'Stop every cluster; succeeds even if there is none.', exclusive: ['cluster'] }),
  };

  async run(): Promise<{ readonly ended: readonly string[] }> {
    const { flags } = await this.parse(Down);
    const sites = await findSessions();
    const meant = flags.all ? sites : [pickSession(sites, meantCluster(flags.cluster, this.host))];
    await Promise.all(meant.map(askDown));
    const ended = meant.map(({ id }) => id);
    this.log(ended.length === 0 ? 'No cluster is up.' : `Stopped: ${ended.join(', ')}`);
    return { ended };
  }
}
