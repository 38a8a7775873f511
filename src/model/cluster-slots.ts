import { type SlotRange, slotRange } from './hash-slot.js';
import { memberAddress } from './member-address.js';
import type { Endpoint } from './node.js';

/** A member of a Redis Cluster, and the address it announces. */
export interface SlotMember {
  /** 40 hexadecimal characters; empty if the server names none. */
  readonly id: string;
  readonly address: Endpoint;
}

/** The members serving a range of hash slots. */
export interface ServedSlots extends SlotRange {
  readonly primary: SlotMember;
  readonly replicas: readonly SlotMember[];
}

/**
 * Parses the answer to CLUSTER SLOTS from `asked`. A member without a host is at the host that was asked. Skips invalid
 * ranges, those without a valid primary, and members without a valid host and port; `refuse`, which may throw, hears what is
 * invalid. Source: https://redis.io/docs/latest/commands/cluster-slots/
 */
export function parseClusterSlots(
  answer: unknown,
  asked: Endpoint,
  refuse: (what: string) => void = () => {},
): readonly ServedSlots[] {
  return listOf(answer).flatMap((entry) => {
    if (!Array.isArray(entry)) return [];
    const [first, last, ...members] = listOf(entry);
    const range = slotRange(first, last);
    if (range === undefined) refuse(`hash slots that don't exist: ${shown(first)} to ${shown(last)}`);
    const [primary, ...replicas] = members.map((member) => memberOf(member, asked, refuse));
    if (range === undefined || primary === undefined) return [];
    return [{ ...range, primary, replicas: replicas.filter((replica) => replica !== undefined) }];
  });
}

function memberOf(member: unknown, asked: Endpoint, refuse: (what: string) => void): SlotMember | undefined {
  const [host, port, id] = listOf(member);
  const address = memberAddress(host, port, asked);
  if (address === undefined) refuse(`a member at ${shown(host)}:${shown(port)}, which is not a host and port`);
  return address && { id: typeof id === 'string' ? id : '', address };
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** Data from a server, formatted for a message. */
function shown(foreign: unknown): string {
  return JSON.stringify(String(foreign).slice(0, 100));
}
