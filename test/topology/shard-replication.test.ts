import { describe, expect, it } from 'vitest';
import type { ReplicationInfo } from '../../src/topology/replication-info.js';
import { ShardReplication } from '../../src/topology/shard-replication.js';
import { fakeNode } from '../fakes/fake-cluster.js';

const nodes = [fakeNode('n1', 'primary'), fakeNode('n2', 'replica'), fakeNode('n3', 'replica')] as const;
const [first, second, third] = nodes;

/** A primary that lists n2 and n3 as attached, with the given changes. */
function shardWhere({
  primaryRole = 'primary',
  hasPrimary = true,
  ofSecond = {},
  secondLinkUp = true,
}: {
  readonly primaryRole?: ReplicationInfo['role'];
  readonly hasPrimary?: boolean;
  readonly ofSecond?: Partial<ReplicationInfo['replicas'][number]>;
  readonly secondLinkUp?: boolean;
} = {}): ShardReplication {
  const attached = (port: number) => ({ host: '127.0.0.1', port, online: true, offset: 10, lagSeconds: 0 });
  const said = new Map<unknown, ReplicationInfo>([
    [first, { role: primaryRole, offset: 10, linkUp: false, replicas: [{ ...attached(2), ...ofSecond }, attached(3)] }],
    [second, { role: 'replica', offset: 10, linkUp: secondLinkUp, replicas: [] }],
    [third, { role: 'replica', offset: 10, linkUp: true, replicas: [] }],
  ]);
  return new ShardReplication({
    nodes,
    primaryOf: () => (hasPrimary ? first : undefined),
    nodeAt: (_, port) => nodes[port - 1],
    replicationOf: (node) => said.get(node),
  });
}

describe('a shard', () => {
  it.each([
    ['is redundant and in sync with all its replicas', {}, true, true],
    ['is neither without a primary', { hasPrimary: false }, false, false],
    ['is neither while its primary does not call itself one', { primaryRole: 'replica' }, false, false],
    ['is neither while a replica is not online', { ofSecond: { online: false } }, false, false],
    ['is not redundant while a replica lags by more than a second', { ofSecond: { lagSeconds: 2 } }, false, true],
    ['is not in sync while a replica says that its link is down', { secondLinkUp: false }, true, false],
  ] as const)('%s', (_, where, isRedundant, isInSync) => {
    const shard = shardWhere(where);
    expect([shard.isRedundant(0, 2), shard.isInSync(0)]).toEqual([isRedundant, isInSync]);
  });

  it('does not count a replica that its primary lists after its end', async () => {
    await third.process!.kill();
    const shard = shardWhere();
    expect([shard.isRedundant(0, 2), shard.isRedundant(0, 1), shard.isInSync(0)]).toEqual([false, true, true]);
  });

  it('has the last report of each of its nodes', () => {
    expect(shardWhere({ secondLinkUp: false }).describe()).toContain('n2: replica, 0 replicas, link down');
  });
});
