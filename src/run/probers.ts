import { InternalError } from '../errors/errors.js';
import { drivers } from '../load/driver/registry.js';
import { Prober } from '../load/prober.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { keyName } from '../model/write-stamp.js';
import type { Cluster } from '../topology/topology.js';

/** Any hashing that spreads keys at all finds one within this many. */
const mostKeysTried = 100_000;

/** The probers of a run, by shard. */
export interface Probers extends AsyncDisposable {
  readonly all: readonly Prober[];
}

/** Starts one prober per shard. */
export function startProbers(
  cluster: Cluster,
  { driver, protocol }: WorkloadPlan,
  { runTag, epochMs }: { readonly runTag: string; readonly epochMs: number },
): Probers {
  // Different from the load's tag, so that neither relay nor audit mistakes a probe for a write of the load.
  const probeTag = `p${runTag.slice(1)}`;
  const all = Array.from(
    { length: cluster.shardCount },
    (_, shard) =>
      new Prober({
        driver: drivers[driver].protocols.length > 0 ? driver : 'wire',
        view: cluster.clientView,
        protocol,
        endpointOf: () => cluster.primaryOf(shard)?.clientAddress,
        keyIndex: keyOnShard(cluster, probeTag, shard),
        runTag: probeTag,
        epochMs,
      }),
  );
  return {
    all,
    [Symbol.asyncDispose]: async () => void (await Promise.all(all.map((prober) => prober[Symbol.asyncDispose]()))),
  };
}

function keyOnShard(cluster: Cluster, runTag: string, shard: number): number {
  if (cluster.shardCount === 1) return 0;
  for (let key = 0; key < mostKeysTried; key += 1) if (cluster.shardOf(keyName(runTag, key)) === shard) return key;
  throw new InternalError(`None of ${mostKeysTried} keys is on shard ${shard}.`);
}
