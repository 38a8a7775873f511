import type { NodesPlan } from '../nodes-plan.js';

/**
 * The zone, counted from 1, of a shard's member: neighbours are in different zones, and so are the primaries of neighbouring
 * shards.
 */
export function zoneOfMember(shard: number, member: number, zones: number): number {
  return ((shard + member) % zones) + 1;
}

/** Why the members of a shard can't each have their own zone; undefined if they can. */
export function zonesRefusal({ replicas, zones }: NodesPlan): string | undefined {
  const members = replicas + 1;
  if (zones >= members) return undefined;
  return `a primary and its ${replicas} ${replicas === 1 ? 'replica' : 'replicas'} need ${members} zones, because members of a shard never share one, and there are ${zones}`;
}
