import type { Recovery, Trigger } from '../model/scenario.js';

/** The steps expected after a strike, in order. */
export interface AwaitedSteps {
  /** Empty: no node takes over from the target. */
  readonly failoverSteps: readonly Trigger[];
  readonly repairSteps: readonly Trigger[];
}

interface Struck {
  readonly primaryShards: readonly number[];
  readonly order: { readonly recover: Recovery };
  readonly injection: { readonly targets: readonly { readonly running: boolean }[] };
}

interface ClusterShape {
  readonly nodes: readonly { readonly role: string }[];
  readonly shardCount: number;
  replicasOf(shard: number): readonly unknown[];
}

/** The steps expected after a fault that has just struck. */
export function awaitedSteps({ primaryShards, order, injection }: Struck, cluster: ClusterShape): AwaitedSteps {
  // Failure detection is up to sentinels, or to the primaries of other shards.
  const isWatched = cluster.shardCount > 1 || cluster.nodes.some(({ role }) => role === 'sentinel');
  const takesOver = isWatched && primaryShards.some((shard) => cluster.replicasOf(shard).length > 0);
  const isDead = injection.targets.some(({ running }) => !running);
  const isReplicated = cluster.nodes.some(({ role }) => role === 'replica');
  return {
    failoverSteps: takesOver ? ['detected', 'agreed', 'promoted'] : [],
    repairSteps: isDead
      ? order.recover === 'none'
        ? []
        : ['healed', 'joined', ...(isReplicated ? (['redundant'] as const) : [])]
      : ['healed'],
  };
}
