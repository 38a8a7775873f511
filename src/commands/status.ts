import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag } from '../cli/standing-flags.js';
import { askStatus } from '../experiment/standing/ask-standing.js';
import type { StandingStatus } from '../experiment/standing/control-protocol.js';
import { findStanding, pickStanding } from '../experiment/standing/find-standing.js';
import { statusText } from '../experiment/standing/standing-text.js';
import { createPaint } from '../report/terminal/paint.js';

export default class Status extends BaseCommand {
  static override summary = 'Show the clusters that are up.';
  static override description =
    'Each with its nodes, how far its replicas are behind, and the faults that are not healed. Exit code 0 also when none is up.';
  static override examples = ['<%= config.bin %> status', '<%= config.bin %> status --json'];
  static override flags = { cluster: clusterFlag };

  async run(): Promise<{ readonly clusters: readonly StandingStatus[] }> {
    const { flags } = await this.parse(Status);
    const sites = await findStanding();
    const meant = flags.cluster === undefined ? sites : [pickStanding(sites, flags.cluster)];
    const clusters = await Promise.all(meant.map(askStatus));
    const { stdout } = this.host;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    this.log(clusters.map((status) => statusText(status, page)).join('\n\n') || 'No cluster is up.');
    return { clusters };
  }
}
