import { slotRange } from '../../../../model/hash-slot.js';
import { memberAddress } from '../../../../model/member-address.js';
import type { Endpoint } from '../../../../model/node.js';
import type { RespValue } from '../resp-values.js';

/** The members serving a range of hash slots, both ends included. */
export interface ServedSlots {
  readonly first: number;
  readonly last: number;
  readonly primary: Endpoint;
  readonly replicas: readonly Endpoint[];
}

/**
 * Reads the answer to CLUSTER SLOTS from `asked`. A member without a host is at the host that was asked. Malformed entries
 * and members without a valid host and port are skipped. Source: https://redis.io/docs/latest/commands/cluster-slots/
 */
export function parseSlotMap(answer: readonly RespValue[], asked: Endpoint): readonly ServedSlots[] {
  return answer.flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [first, last, ...members] = entry as readonly RespValue[];
    const range = slotRange(first, last);
    const [primary, ...replicas] = members.map((member) => memberAt(member, asked));
    if (range === undefined || primary === undefined) return [];
    return [{ ...range, primary, replicas: replicas.filter((replica) => replica !== undefined) }];
  });
}

function memberAt(member: RespValue, asked: Endpoint): Endpoint | undefined {
  if (!Array.isArray(member)) return undefined;
  const [host, port] = member as readonly RespValue[];
  return memberAddress(host, port, asked);
}
