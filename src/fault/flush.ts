import { z } from 'zod';
import { monotonicMs } from '../clock/monotonic.js';
import { can } from '../topology/can.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Flushed } from '../topology/data-access.js';
import type { Cluster } from '../topology/topology.js';
import { dataTargetRefusal, resolveDataTargets } from './data-target.js';
import type { FaultDefinition } from './fault.js';
import { openLine } from './send-command.js';
import { targetSchema } from './target.js';

const keysPerScan = 1_000;
/** Expires one batch of a node's keys (TTL of 1 ms). Returns the cursor and the number of keys seen. */
const expireSome =
  "local found = redis.call('SCAN', ARGV[1], 'COUNT', ARGV[2]) for _, key in ipairs(found[2]) do redis.call('PEXPIRE', key, 1) end return { found[1], #found[2] }";

const options = z.strictObject({
  target: targetSchema.default('primary'),
  how: z
    .enum(['flush', 'expire'])
    .default('flush')
    .describe('All keys are removed by one command (FLUSHALL, flush_all), or each of them expires.'),
});

/** All data of a node is removed, and of its replicas as well: each key is a miss until it is rewritten. */
export const flush: FaultDefinition<typeof options> = {
  summary: 'All keys of a shard are removed: FLUSHALL, or all expire at once.',
  happened: 'All keys on {target} were flushed or expired',
  options,
  needs: ['processes'],
  leavesZombie: true,
  removesData: true,
  refusal(topology, { target, how }) {
    if (how === 'expire' && !can(topology, 'commands')) return "Memcached can't list its keys (how: flush works)";
    return dataTargetRefusal(target, topology);
  },
  async inject(cluster, { target, how }, random) {
    const targets = resolveDataTargets(target, cluster, random);
    const remove = how === 'flush' ? flushAll : expireAll;
    const flushed = await Promise.all(targets.map((node) => remove(cluster, node)));
    return {
      targets,
      injectedAtMs: Math.min(...flushed.map(({ sentMs }) => sentMs)),
      async prove() {
        if (flushed.some(({ removed }) => removed === undefined)) return undefined;
        return targets.map(({ id }, index) => `${id}: ${flushed[index]?.removed} keys removed`).join(', ');
      },
      heal: async () => {},
    };
  },
};

async function flushAll(cluster: Cluster, node: ClusterNode): Promise<Flushed> {
  using line = openLine(cluster, node);
  return await cluster.data.flush(line);
}

async function expireAll(cluster: Cluster, node: ClusterNode): Promise<Flushed> {
  const sentMs = monotonicMs();
  using line = openLine(cluster, node);
  let cursor = '0';
  let count = 0;
  do {
    const [next, seen] = (await line.command(['EVAL', expireSome, '0', cursor, String(keysPerScan)])) as [
      string,
      number,
    ];
    cursor = next;
    count += seen;
  } while (cursor !== '0');
  return { sentMs, removed: count === 0 ? undefined : String(count) };
}
