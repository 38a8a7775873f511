import { isIPv6 } from 'node:net';
import type { Parsed } from '../units/parsed.js';
import type { Endpoint } from './node.js';

/** From the address that a server announces (`host:port`) to the one that it is reached at. */
export type AddressMap = Readonly<Record<string, Endpoint>>;

/** Reads `host:port`; an IPv6 address stands in brackets. */
export function parseAddress(text: string): Parsed<Endpoint> {
  const [, bracketed, name = '', port = ''] = /^(?:\[([^\]]+)\]|([\w.-]+)):(\d{1,5})$/.exec(text) ?? [];
  const isHost = bracketed === undefined ? name !== '' : isIPv6(bracketed);
  if (!isHost || Number(port) < 1 || Number(port) > 65_535)
    return { expected: 'a host and a port, such as 10.0.0.5:6379 or [fd00::5]:6379' };
  return { value: { host: bracketed ?? name, port: Number(port) } };
}

/** Where a server is reached that is announced at an address. */
export function reachedAt(map: AddressMap, announced: Endpoint): Endpoint {
  return map[`${announced.host}:${announced.port}`] ?? announced;
}

/** The map of these pairs: announced, reached. */
export function addressMapOf(entries: readonly (readonly [Endpoint, Endpoint])[]): AddressMap {
  return Object.fromEntries(entries.map(([{ host, port }, reached]) => [`${host}:${port}`, reached]));
}
