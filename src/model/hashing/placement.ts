import type { Endpoint } from '../node.js';
import type { KeySpaceName } from '../operation-plan.js';
import { commonName, keyNameIn } from '../write-stamp.js';
import { placeByKetama } from './ketama.js';
import { placeByModulo } from './modulo.js';

/** How the clients of a pool agree on the server of a key, under the word that a scenario uses for it. */
export const hashings = ['ketama', 'modulo'] as const;
export type Hashing = (typeof hashings)[number];

/** From the name of a key to the index of its server. */
export type Placement = (key: string) => number;

/**
 * How a hashing spreads keys over `servers`, in their order and under the addresses that clients use. Needs at least one server.
 * Keys that one request names together are on one server, that of their common name, as with libmemcached's `*_by_key`.
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

/** The server of each of our own keys of a space, by global key index, for the hot path, where no name is made. About 2 µs a key. */
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
