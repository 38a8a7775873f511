import { hashSlotCount } from './hash-slot.js';
import type { Endpoint } from './node.js';

/** Redis Cluster is made for up to 1,000 members: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ */
export const mostMembers = 1_000;

/**
 * The address a server gives for another; undefined if it is not a host and port. Paths are rejected: a server must not
 * direct us, and our password, to a socket on this machine. A missing host (empty or `?`) means that of `asked`.
 */
export function memberAddress(host: unknown, port: unknown, asked: Endpoint): Endpoint | undefined {
  const named = typeof host === 'string' && host !== '' && host !== '?' ? host : asked.host;
  const number = Number(port);
  if (!/^[\w.:-]{1,253}$/.test(named) || !Number.isInteger(number) || number < 1 || number > 65_535) return undefined;
  return { host: named, port: number };
}

/** The content of a MOVED or ASK. */
export interface Redirection {
  readonly isAsk: boolean;
  readonly hashSlot: number;
  /** The target, as the server wrote it. */
  readonly place: string;
  /** Undefined: not a host and port. */
  readonly endpoint: Endpoint | undefined;
}

/** Parses `MOVED 3999 127.0.0.1:6381` or `ASK ...`, sent by `asked`; undefined for other messages. */
export function parseRedirection(message: string, asked: Endpoint): Redirection | undefined {
  const [, word, slotText, place = ''] = /^(MOVED|ASK) (\d{1,5}) (\S{1,300})$/.exec(message.trim()) ?? [];
  const hashSlot = Number(slotText);
  if (word === undefined || hashSlot >= hashSlotCount) return undefined;
  const colon = place.lastIndexOf(':');
  const endpoint = colon < 0 ? undefined : memberAddress(place.slice(0, colon), place.slice(colon + 1), asked);
  return { isAsk: word === 'ASK', hashSlot, place, endpoint };
}

/** The addresses in an answer to CLUSTER NODES, by IP address and by hostname: `id 10.0.0.1:7001@17001,name master ...`. */
export function membersIn(clusterNodes: string): readonly { readonly host: string; readonly port: string }[] {
  return clusterNodes
    .split('\n')
    .slice(0, mostMembers)
    .flatMap((line) => {
      const [address = '', bus = ''] = (line.split(' ')[1] ?? '').split('@');
      const colon = address.lastIndexOf(':');
      if (colon < 0) return [];
      const port = address.slice(colon + 1);
      const hostname = bus.split(',')[1] ?? '';
      return [{ host: address.slice(0, colon), port }, ...(hostname === '' ? [] : [{ host: hostname, port }])];
    });
}

/** The message for a redirection to an address that the cluster does not list. */
export function unlistedMember(message: string): string {
  const place = message.trim().split(' ')[2] ?? '';
  return `unlisted member ${place.slice(0, 300)}: the cluster does not list it, so it was not contacted (${message.trim().slice(0, 400)})`;
}
