import type { Endpoint } from '../node.js';
import type { KeySpaceName } from '../operation-plan.js';
import { commonName, keyNameIn } from '../write-stamp.js';
import { placeByKetama } from './ketama.js';
import { placeByModulo } from './modulo.js';

/** How clients of a pool map a key to a server, by name in a scenario. */
export const hashings = ['ketama', 'modulo'] as const;
export type Hashing = (typeof hashings)[number];

/** Maps a key's name to the index of its server. */
export type Placement = (key: string) => number;

/**
 * How a hashing distributes keys over `servers`, in order and by the addresses clients use. Requires at least one server.
 * Keys in the same request are on one server, that of their common name, as with libmemcached's `*_by_key`.
 */
export function placement(hashing: Hashing, servers: readonly Endpoint[]): Placement {
  const place = placementOfNames(hashing, servers);
  return (key) => place(commonName(key));
}

function placementOfNames(hashing: Hashing, servers: readonly Endpoint[]): Placement {
  switch (hashing) {
    case 'ketama':
      return placeByKetama(servers);
    case 'modulo':
      return placeByModulo(servers.length);
    default:
      return hashing satisfies never;
  }
}

/**
 * The server of each of our own keys in a space, by global key index, so that the hot path builds no names. About 2 µs per
 * key.
 */
export function placeOwnKeys(
  place: Placement,
  runTag: string,
  keys: number,
  space: KeySpaceName = 'string',
): Uint16Array {
  const serverOf = new Uint16Array(keys);
  for (let key = 0; key < keys; key += 1) serverOf[key] = place(keyNameIn(space, runTag, key));
  return serverOf;
}
