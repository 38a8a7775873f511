import { BaseCommand } from '../cli/base-command.js';
import { clusterFlag, meantCluster, recoverFlag } from '../cli/session-flags.js';
import { UsageError } from '../errors/errors.js';
import { recoveries } from '../model/scenario.js';
import { askHeal } from '../session/ask-session.js';
import type { HealResult } from '../session/control-protocol.js';
import { findSessions, pickSession } from '../session/find-session.js';

export default class Heal extends BaseCommand {
  static override summary = 'Heal every fault of a running cluster.';
  static override description =
    "Heals the latest fault first. Healing twice is harmless. A dead process can't be healed; --recover replaces or restarts it.";
  static override examples = ['<%= config.bin %> heal', '<%= config.bin %> heal --recover replace'];
  static override flags = { recover: recoverFlag, cluster: clusterFlag };

  async run(): Promise<HealResult & { readonly cluster: string }> {
    const { flags } = await this.parse(Heal);
    const recover = recoveries.find((word) => word === (flags.recover ?? 'none'));
    if (recover === undefined)
      throw new UsageError(
        `--recover: expected one of ${recoveries.join(', ')}, found ${JSON.stringify(flags.recover)}`,
      );
    const site = pickSession(await findSessions(), meantCluster(flags.cluster, this.host));
    const result = await askHeal(site, recover);
    const { healed, started, down } = result;
    for (const { name, targets } of healed) this.log(`${name} on ${targets.join(', ')} is over`);
    if (healed.length === 0) this.log('No faults to heal.');
    if (started.length > 0) this.log(`Started: ${started.join(', ')}`);
    if (down.length > 0)
      this.log(`Still down: ${down.join(', ')}. Bring them back with: cache-bench heal --recover restart`);
    return { cluster: site.id, ...result };
  }
}
