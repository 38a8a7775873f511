import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { waitFor } from '../clock/wait.js';
import { readFileSizeLimit, writeFileSizeLimit } from '../engine/file-size-limit.js';
import { EnvironmentError } from '../errors/errors.js';
import type { ClusterNode } from '../topology/cluster.js';
import { directivePlaces } from '../topology/node-config.js';
import { parseInfo } from '../topology/replication-info.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import { sizeField } from '../units/fields.js';
import { sizeBytes } from '../units/size.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { processOf } from './process-of.js';
import { openLine } from './send-command.js';
import { type Target, targetSchema } from './target.js';

/** A server writes its log at least once a second (appendfsync everysec), but how much it writes depends on the load. */
const proofLimits = { timeoutMs: 15_000, pollMs: 20 };

const options = z.strictObject({
  target: targetSchema.default('primary'),
  room: sizeField(0, 2 ** 40)
    .default('64kb')
    .describe('How many more bytes the append-only file may grow.'),
});

/**
 * A server's disk is full: appends to its file fail beyond a limit, as with ENOSPC. It then refuses writes (MISCONF), or
 * exits if it can't continue: a replica, or with `appendfsync: always`. Healing makes room again.
 */
export const fillDisk: FaultDefinition<typeof options> = {
  summary: "A server's disk is full: its append-only file can't grow, and it refuses writes (MISCONF).",
  happened: 'The {disk|disks} of {target} filled up',
  options,
  needs: ['processes', 'commands'],
  leavesZombie: true,
  refusal: (topology, { target }) => refusalOf(target, topology),
  async inject(cluster, { target, room }, random) {
    const roomBytes = sizeBytes(room);
    const targets = resolveDataTargets(target, cluster, random);
    const folders = new Map(cluster.describe().map(({ id, dataDir }) => [id, dataDir]));
    const struck = await Promise.all(
      targets.map(async (node) => {
        const folder = folders.get(node.id);
        if (folder === undefined || folder === null)
          throw new EnvironmentError(`${node.id} has no folder that cache-bench created.`);
        const limit = (await largestFileBytes(folder)) + roomBytes;
        const process = processOf(node);
        return { node, process, limit, before: await readFileSizeLimit(process.pid) };
      }),
    );
    const injectedAtMs = monotonicMs();
    await Promise.all(struck.map(({ process, limit }) => writeFileSizeLimit(process.pid, limit)));
    return {
      targets,
      injectedAtMs,
      async prove() {
        const isRefused = async () => {
          const states = await Promise.all(struck.map(({ node }) => appendState(cluster, node)));
          return states.includes('ok') || states.includes('silent') ? undefined : states;
        };
        const states = await waitFor(isRefused, proofLimits);
        return states
          ?.map((state, index) => {
            const { node, limit } = struck[index] as (typeof struck)[number];
            const outcome =
              state === 'gone' ? 'and its process ended' : 'and it reports that (aof_last_write_status:err)';
            return `${node.id} can't append beyond ${limit} bytes, ${outcome}`;
          })
          .join('; ');
      },
      async heal() {
        // A server that has exited or restarted has no limit.
        const living = struck.filter(({ process }) => process.running);
        await Promise.all(living.map(({ process, before }) => writeFileSizeLimit(process.pid, before)));
      },
    };
  },
};

function refusalOf(target: Target, topology: TopologyPlan): string | undefined {
  const refused = dataTargetRefusal(target, topology);
  if (refused !== undefined) return refused;
  if (directivePlaces(topology).some(([, directives]) => directives.appendonly === 'yes')) return undefined;
  return 'the servers write nothing to disk; set topology.config.appendonly: true';
}

/** The status of a server's last write to its append-only file. */
async function appendState(cluster: Cluster, node: ClusterNode): Promise<'ok' | 'refused' | 'gone' | 'silent'> {
  if (!node.running) return 'gone';
  try {
    using line = openLine(cluster, node);
    const info = parseInfo(String(await line.command(['INFO', 'persistence'])));
    return info.get('aof_last_write_status') === 'err' ? 'refused' : 'ok';
  } catch {
    // Its connections close a moment before the system reports its exit: the next check distinguishes the two.
    return 'silent';
  }
}

/** The size in bytes of the largest file in a folder and its subfolders; 0 if there is none. */
async function largestFileBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  // A server may remove one of its files at any time.
  const found = await Promise.all(names.map((name) => stat(join(folder, name)).catch(() => null)));
  return Math.max(0, ...found.map((entry) => (entry?.isFile() ? entry.size : 0)));
}
