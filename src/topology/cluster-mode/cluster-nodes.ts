import { type SlotRange, slotRange } from '../../model/hash-slot.js';
import { mostMembers } from '../../model/member-address.js';
import type { Endpoint } from '../../model/node.js';

/** What one member says of another, or of itself. */
export interface SeenMember extends Endpoint {
  readonly id: string;
  /** The name that it announces beside its address; empty where it has none. */
  readonly hostname: string;
  readonly isMyself: boolean;
  readonly isPrimary: boolean;
  /** The id of its primary; null of a primary, and of a replica that knows none. */
  readonly replicaOf: string | null;
  /** `pfail`: this member alone thinks that it is down; `fail`: the primaries have agreed. */
  readonly health: 'ok' | 'pfail' | 'fail';
  /** Whether the bus connection to it is up; always true of itself. */
  readonly isConnected: boolean;
  readonly configEpoch: number;
  /** The slots that it serves; those that are on their way are left out. */
  readonly slots: readonly SlotRange[];
}

/** Reads `CLUSTER NODES`, up to as many members as a cluster can have. Source: https://redis.io/docs/latest/commands/cluster-nodes/ */
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

/** Undefined for slots that are on their way (`[93->-...]`), and for what is no range. */
function parseSlots(word: string): SlotRange | undefined {
  const [first = '', last = first] = word.split('-');
  return slotRange(first, last);
}
