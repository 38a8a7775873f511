import type { Access } from '../../../../model/access.js';
import { parseClusterSlots, type ServedSlots } from '../../../../model/cluster-slots.js';
import { type Endpoint, endpointName } from '../../../../model/node.js';
import type { Refusal } from '../../refusal.js';
import { askNode } from '../ask-node.js';

/** The map of a cluster, or why no member gave one. */
export interface SlotsAnswer {
  readonly served?: readonly ServedSlots[];
  readonly refusal?: Refusal;
}

/** Asks members for the map of the cluster, one after another, until one has it. */
export async function askForSlots(
  members: readonly Endpoint[],
  access: Access,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<SlotsAnswer> {
  let refusal: Refusal = { reason: 'no member of the cluster is known', isFinal: false };
  for (const endpoint of members) {
    const answer = await askNode(endpoint, access, ['CLUSTER', 'SLOTS'], timeoutMs);
    if (signal.aborted) return { refusal };
    const served = answer.values && parseClusterSlots(answer.values, endpoint);
    if (served !== undefined && served.length > 0) return { served };
    refusal = answer.refusal ?? { reason: `${endpointName(endpoint)}: it knows no slots`, isFinal: false };
  }
  return { refusal };
}
