import { createHash } from 'node:crypto';
import type { Endpoint } from '../node.js';

const pointsPerServer = 160;
const pointsPerDigest = 4;
/** Memcached's default port, which ketama omits from a server's name. */
const defaultPort = 11_211;

/**
 * Consistent hashing like libmemcached's MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, which most clients call ketama: every server
 * gets points on a 32-bit circle, and a key belongs to the first point at or after its own. `weights` are whole numbers;
 * without them, all servers weigh the same. Returns the index of a key's server. Source: update_continuum in
 * libmemcached/hosts.cc and dispatch_host in libmemcached/hash.cc, version 1.1.4.
 */
export function placeByKetama(
  servers: readonly Endpoint[],
  weights: readonly number[] = servers.map(() => 1),
): (key: string) => number {
  const points = servers.flatMap((server, index) => pointsOf(server, index, digestsOf(weights, index)));
  // Equal points practically never occur; libmemcached then puts the lower server first.
  points.sort((left, right) => left.value - right.value || left.server - right.server);
  const values = Uint32Array.from(points, ({ value }) => value);
  const owners = Uint16Array.from(points, ({ server }) => server);
  return (key) => owners[firstAtOrAfter(values, word(digest(key), 0))] ?? 0;
}

interface Point {
  readonly value: number;
  readonly server: number;
}

/** Each digest of `host:port-number` gives four points. */
function pointsOf({ host, port }: Endpoint, server: number, digests: number): Point[] {
  const name = port === defaultPort ? host : `${host}:${port}`;
  return Array.from({ length: digests }, (_, number) => digest(`${name}-${number}`)).flatMap((bytes) =>
    Array.from({ length: pointsPerDigest }, (_, part) => ({ value: word(bytes, part), server })),
  );
}

/**
 * How many digests a server gets: its share of the weight, of 40 per server. libmemcached calculates in single precision,
 * whose rounding costs a server one digest at some pool sizes, the first being 25: the same steps are necessary here.
 */
function digestsOf(weights: readonly number[], index: number): number {
  const single = Math.fround;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = single(single(weights[index] ?? 0) / single(total));
  const digests = single(single(single(share * pointsPerServer) / pointsPerDigest) * single(weights.length));
  return Math.floor(single(digests + single(1e-10)));
}

/** Index of the first value that is at least `value`; after the last one, the circle wraps around. */
function firstAtOrAfter(values: Uint32Array, value: number): number {
  let left = 0;
  let right = values.length;
  while (left < right) {
    const middle = (left + right) >>> 1;
    if ((values[middle] ?? 0) < value) left = middle + 1;
    else right = middle;
  }
  return right === values.length ? 0 : right;
}

/** The MD5 of a text with one character per byte: faster than a buffer, and computed for every key. */
function digest(text: string): string {
  return createHash('md5').update(text).digest('binary');
}

/** The four bytes of a digest at `4 * part`, lowest first. */
function word(bytes: string, part: number): number {
  const byte = (place: number) => bytes.charCodeAt(4 * part + place);
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}
