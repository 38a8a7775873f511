import { type SlotRange, slotRange } from '../../model/hash-slot.js';
import { mostMembers } from '../../model/member-address.js';
import type { Endpoint } from '../../model/node.js';

/** What one member reports about another, or about itself. */
export interface SeenMember extends Endpoint {
  readonly id: string;
  /** The hostname it announces along with its address; empty if none. */
  readonly hostname: string;
  readonly isMyself: boolean;
  readonly isPrimary: boolean;
  /** The id of its primary; null for a primary, and for a replica that knows none. */
  readonly replicaOf: string | null;
  /** `pfail`: only this member considers it down; `fail`: the primaries agree. */
  readonly health: 'ok' | 'pfail' | 'fail';
  /** Whether the bus connection to it is up; always true for itself. */
  readonly isConnected: boolean;
  readonly configEpoch: number;
  /** The slots it serves, excluding migrating ones. */
  readonly slots: readonly SlotRange[];
}

/**
 * Parses `CLUSTER NODES`, up to the maximum number of members in a cluster. Source:
 * https://redis.io/docs/latest/commands/cluster-nodes/
 */
export function parseClusterNodes(text: string): readonly SeenMember[] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, mostMembers)
    .map((line) => {
      const [id = '', place = '', flagText = '', primary = '-', , , epoch = '0', link = '', ...served] = line
        .trim()
        .split(' ');
      const flags = flagText.split(',');
      // 127.0.0.1:30004@31004,hostname4
      const [address = '', bus = ''] = place.split('@');
      const colon = address.lastIndexOf(':');
      return {
        id,
        host: address.slice(0, colon),
        port: Number(address.slice(colon + 1)),
        hostname: bus.split(',')[1] ?? '',
        isMyself: flags.includes('myself'),
        isPrimary: flags.includes('master'),
        replicaOf: primary === '-' ? null : primary,
        health: flags.includes('fail') ? 'fail' : flags.includes('fail?') ? 'pfail' : 'ok',
        isConnected: link === 'connected',
        configEpoch: Number(epoch),
        slots: served.flatMap((word) => parseSlots(word) ?? []),
      };
    });
}

/** Undefined for migrating slots (`[93->-...]`) and invalid ranges. */
function parseSlots(word: string): SlotRange | undefined {
  const [first = '', last = first] = word.split('-');
  return slotRange(first, last);
}
