import { describe, expect, it } from 'vitest';
import type { Recovery } from '../../src/model/scenario.js';
import { awaitedSteps } from '../../src/strike/awaited-steps.js';

describe('what is awaited after a strike', () => {
  it('is a failover where the primary of a watched shard has replicas, and its repair', () => {
    expect(stepsOf({ isWatched: true, hasReplicas: true, isDead: true, recover: 'replace' })).toEqual({
      failoverSteps: ['detected', 'agreed', 'promoted'],
      repairSteps: ['healed', 'joined', 'redundant'],
    });
  });

  it('is only the repair where nobody takes over, and nothing where nobody repairs it either', () => {
    const alone = { isWatched: false, hasReplicas: false, isDead: true } as const;
    expect(stepsOf({ ...alone, recover: 'restart' })).toEqual({
      failoverSteps: [],
      repairSteps: ['healed', 'joined'],
    });
    expect(stepsOf({ ...alone, recover: 'none' })).toEqual({ failoverSteps: [], repairSteps: [] });
  });

  it('is that it is healed where its targets live', () => {
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
