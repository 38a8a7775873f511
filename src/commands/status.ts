import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag } from '../cli/session-flags.js';
import { createPaint } from '../report/terminal/paint.js';
import { askStatus } from '../session/ask-session.js';
import type { SessionStatus } from '../session/control-protocol.js';
import { findSessions, pickSession } from '../session/find-session.js';
import { statusText } from '../session/session-text.js';

export default class Status extends BaseCommand {
  static override summary = 'Show running clusters.';
  static override description =
    'Lists the nodes, replication lag and active faults of each cluster. Exit code 0 even when no cluster is up.';
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
