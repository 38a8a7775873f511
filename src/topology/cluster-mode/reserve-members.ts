import { type SlotRange, spreadSlots } from '../../model/hash-slot.js';
import type { NodeSlot } from '../node-fleet.js';
import type { ClusterMembers } from './cluster-members.js';
import type { ClusterPlan } from './cluster-options.js';
import type { ClusterMember } from './nodes-file.js';
import { zoneOfMember } from './zone-of-member.js';

/** The places of a cluster's members, primaries first, and what each must know of all others before it starts. */
export interface ReservedMembers {
  readonly slots: readonly NodeSlot[];
  readonly members: readonly ClusterMember[];
  /** The hash slots of each shard; its primary claims them with epoch `shard + 1`. */
  readonly ranges: readonly SlotRange[];
}

/** Reserves a place for each planned member; the shards share the hash slots evenly. */
export async function reserveMembers(
  { shards, replicas, zones }: ClusterPlan,
  members: ClusterMembers,
): Promise<ReservedMembers> {
  const ranges = spreadSlots(shards);
  const primaries: NodeSlot[] = [];
  for (let shard = 0; shard < shards; shard += 1)
    primaries.push(await members.reserve('primary', shard, zoneOfMember(shard, 0, zones)));
  const others: NodeSlot[] = [];
  for (let member = 1; member <= replicas; member += 1)
    for (let shard = 0; shard < shards; shard += 1)
      others.push(await members.reserve('replica', shard, zoneOfMember(shard, member, zones)));
  const slots = [...primaries, ...others];
  return {
    slots,
    ranges,
    members: slots.map((slot) => {
      const shard = slot.shard ?? 0;
      const isPrimary = slot.role === 'primary';
      return members.member(slot, {
        primary: isPrimary ? null : (primaries[shard] ?? null),
        configEpoch: shard + 1,
        slots: isPrimary ? (ranges[shard] ?? null) : null,
      });
    }),
  };
}
