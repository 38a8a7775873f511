import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag, meantCluster } from '../cli/session-flags.js';
import { askTimeline } from '../session/ask-session.js';
import type { SessionTimeline } from '../session/control-protocol.js';
import { findSessions, pickSession } from '../session/find-session.js';
import { timelineLines } from '../session/session-timeline.js';

export default class Timeline extends BaseCommand {
  static override summary = 'Show everything that has happened to a running cluster.';
  static override description =
    'Lists faults, failovers, replaced nodes and warnings with the wall-clock time (UTC) and the time since the start of the ' +
    'cluster. With --json, also what sentinels said among themselves.';
  static override examples = ['<%= config.bin %> timeline', '<%= config.bin %> timeline --json'];
  static override flags = { cluster: clusterFlag };

  async run(): Promise<SessionTimeline & { readonly cluster: string }> {
    const { flags } = await this.parse(Timeline);
    const site = pickSession(await findSessions(), meantCluster(flags.cluster, this.host));
    const timeline = await askTimeline(site);
    if (timeline.omitted > 0) this.log(`${timeline.omitted} earlier events are left out.`);
    for (const line of timelineLines(timeline)) this.log(line);
    return { cluster: site.id, ...timeline };
  }
}
