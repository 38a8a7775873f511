import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag, meantCluster } from '../cli/session-flags.js';
import { createPaint } from '../report/terminal/paint.js';
import { askStatus, askTimeline } from '../session/ask-session.js';
import type { SessionStatus } from '../session/control-protocol.js';
import { findSessions, pickSession } from '../session/find-session.js';
import { statusText } from '../session/session-text.js';

export default class Status extends BaseCommand {
  static override summary = 'Show running clusters.';
  static override description =
    'Lists the nodes, replication lag, active faults and latest events of each cluster. Exit code 0 even when no cluster is up.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json'];
  static override flags = { cluster: clusterFlag };

  async run(): Promise<{ readonly clusters: readonly SessionStatus[] }> {
    const { flags } = await this.parse(Status);
    const sites = await findSessions();
    const id = meantCluster(flags.cluster, this.host);
    const meant = id === undefined ? sites : [pickSession(sites, id)];
    const clusters = await Promise.all(meant.map(askStatus));
    const timelines = await Promise.all(meant.map(askTimeline));
    const { stdout } = this.host;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    const texts = clusters.map((status, index) => statusText(status, timelines[index], page));
    this.log(texts.join('\n\n') || 'No cluster is up.');
    return { clusters };
  }
}
