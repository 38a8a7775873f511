import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag } from '../cli/session-flags.js';
import { askStatus } from '../experiment/session/ask-session.js';
import type { SessionStatus } from '../experiment/session/control-protocol.js';
import { findSessions, pickSession } from '../experiment/session/find-session.js';
import { statusText } from '../experiment/session/session-text.js';
import { createPaint } from '../report/terminal/paint.js';

export default class Status extends BaseCommand {
  static override summary = 'Show the clusters that are up.';
  static override description =
    'Each with its nodes, how far its replicas are behind, and the faults that are not healed. Exit code 0 also when none is up.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json'];
  static override flags = { cluster: clusterFlag };

  async run(): Promise<{ readonly clusters: readonly SessionStatus[] }> {
    const { flags } = await this.parse(Status);
    const sites = await findSessions();
    const meant = flags.cluster === undefined ? sites : [pickSession(sites, flags.cluster)];
    const clusters = await Promise.all(meant.map(askStatus));
    const { stdout } = this.host;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    this.log(clusters.map((status) => statusText(status, page)).join('\n\n') || 'No cluster is up.');
    return { clusters };
  }
}
