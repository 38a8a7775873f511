import { describe, expect, it } from 'vitest';
import type { Recovery } from '../../src/model/scenario.js';
import { awaitedSteps } from '../../src/strike/awaited-steps.js';

describe('the steps awaited after a strike', () => {
  it('are a failover, if the primary of a watched shard has replicas, and its repair', () => {
    expect(stepsOf({ isWatched: true, hasReplicas: true, isDead: true, recover: 'replace' })).toEqual({
      failoverSteps: ['detected', 'agreed', 'promoted'],
      repairSteps: ['healed', 'joined', 'redundant'],
    });
  });

  it('are only the repair if no replica can take over, and none if there is no repair either', () => {
    const alone = { isWatched: false, hasReplicas: false, isDead: true } as const;
    expect(stepsOf({ ...alone, recover: 'restart' })).toEqual({
      failoverSteps: [],
      repairSteps: ['healed', 'joined'],
    });
    expect(stepsOf({ ...alone, recover: 'none' })).toEqual({ failoverSteps: [], repairSteps: [] });
  });

  it('are the healing if its targets are alive', () => {
    const { repairSteps } = stepsOf({ isWatched: true, hasReplicas: true, isDead: false, recover: 'none' });
    expect(repairSteps).toEqual(['healed']);
  });
});

function stepsOf(given: {
  readonly isWatched: boolean;
  readonly hasReplicas: boolean;
  readonly isDead: boolean;
  readonly recover: Recovery;
}) {
  const node = (role: string, running = true) => ({ role, running });
  const replica = node('replica');
  const primary = node('primary', !given.isDead);
  const nodes = [primary, ...(given.hasReplicas ? [replica] : []), ...(given.isWatched ? [node('sentinel')] : [])];
  const outcome = { primaryShards: [0], order: { recover: given.recover }, injection: { targets: [primary] } };
  const cluster = { nodes, shardCount: 1, replicasOf: () => (given.hasReplicas ? [replica] : []) };
  return awaitedSteps(outcome, cluster);
}
