import type { Endpoint } from '../node.js';
import { keyName } from '../write-stamp.js';
import { placeByKetama } from './ketama.js';
import { placeByModulo } from './modulo.js';

/** How the clients of a pool agree on the server of a key, under the word that a scenario uses for it. */
export const hashings = ['ketama', 'modulo'] as const;
export type Hashing = (typeof hashings)[number];

/** From the name of a key to the index of its server. */
export type Placement = (key: string) => number;

/** How a hashing spreads keys over `servers`, in their order and under the addresses that clients use. Needs at least one server. */
export function placement(hashing: Hashing, servers: readonly Endpoint[]): Placement {
  switch (hashing) {
    case 'ketama':
      return placeByKetama(servers);
    case 'modulo':
      return placeByModulo(servers.length);
    default:
      return hashing satisfies never;
  }
}

/** The server of each of our own keys, by global key index, for the hot path, where no name is made. Threads can share it: 2 µs a key are too many for each to make its own. */
export function placeOwnKeys(place: Placement, runTag: string, keys: number): Uint16Array {
  const serverOf = new Uint16Array(new SharedArrayBuffer(keys * Uint16Array.BYTES_PER_ELEMENT));
  for (let key = 0; key < keys; key += 1) serverOf[key] = place(keyName(runTag, key));
  return serverOf;
}
