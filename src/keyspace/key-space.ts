import { lifetimeSeconds } from '../load/workload/plan-operations.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import type { AuditedSpaces } from '../model/audited-spaces.js';
import type { ValueData, ValueSizes } from '../model/scenario.js';
import type { Cluster } from '../topology/topology.js';
import type { SpaceInUse } from './spaces-in-use.js';

/** Minimum number of canaries in a run. */
const leastCanaries = 100;
/** Enough that hashing leaves no shard without a canary. */
const canariesPerShard = 10;

/** The keys of a run, and what is written to them. */
export interface KeySpace {
  readonly runTag: string;
  readonly keys: number;
  /** Size of the largest value. */
  readonly valueBytes: number;
  /** A key that is not rewritten expires after this time; null: never. */
  readonly ttlSeconds: number | null;
  /** The same for canaries, which are never rewritten. */
  readonly canaryTtlSeconds: number | null;
  readonly valueSizes: ValueSizes;
  readonly data: ValueData;
  readonly seed: number;
  /** What is written before the load; absent: every key. */
  readonly preload?: WorkloadPlan['preload'];
  /** The key spaces used by the run; absent: only `string`. */
  readonly inUse?: readonly SpaceInUse[];
  /** The audited key spaces and their key numbering; absent: only `string`. */
  readonly audited?: AuditedSpaces;
}

/** How many canaries a cluster gets. */
export function canaryCountOf(cluster: Pick<Cluster, 'shardCount' | 'holdsNoKeys'>): number {
  if (cluster.holdsNoKeys) return 0;
  return Math.max(leastCanaries, canariesPerShard * cluster.shardCount);
}

/** The keys of a scenario. `keyTtlSeconds`: for every key unless the workload sets one; null: none. */
export function keySpaceOf(
  { workload, seed }: { readonly workload: WorkloadPlan; readonly seed: number },
  {
    keyTtlSeconds,
    ...given
  }: Pick<KeySpace, 'runTag' | 'inUse' | 'audited'> & { readonly keyTtlSeconds: number | null },
): KeySpace {
  const { keys, valueBytes, valueSizes, data, preload } = workload;
  const ttlSeconds = lifetimeSeconds(workload, keyTtlSeconds);
  return { ...given, keys, valueBytes, valueSizes, data, seed, preload, ttlSeconds, canaryTtlSeconds: keyTtlSeconds };
}
