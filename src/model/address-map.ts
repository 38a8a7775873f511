import { isIPv6 } from 'node:net';
import type { Parsed } from '../units/parsed.js';
import type { Endpoint } from './node.js';

/** Maps a server's announced address (`host:port`) to its reachable one. */
export type AddressMap = Readonly<Record<string, Endpoint>>;

/** Parses `host:port`; an IPv6 address is in brackets. */
export function parseAddress(text: string): Parsed<Endpoint> {
  const [, bracketed, name = '', port = ''] = /^(?:\[([^\]]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const isHost = bracketed === undefined ? name !== '' : isIPv6(bracketed);
  if (!isHost || Number(port) < 1 || Number(port) > 65_535)
    return { expected: 'a host and a port, such as 10.0.0.5:6379 or [fd00::5]:6379' };
  return { value: { host: bracketed ?? name, port: Number(port) } };
}

/** The reachable address for an announced one. */
export function reachedAt(map: AddressMap, announced: Endpoint): Endpoint {
  return map[`${announced.host}:${announced.port}`] ?? announced;
}

/** The map of these pairs: announced, reached. */
export function addressMapOf(entries: readonly (readonly [Endpoint, Endpoint])[]): AddressMap {
  return Object.fromEntries(entries.map(([{ host, port }, reached]) => [`${host}:${port}`, reached]));
}
