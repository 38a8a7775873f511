import { createHash } from 'node:crypto';
import type { Endpoint } from '../node.js';

const pointsPerServer = 160;
const pointsPerDigest = 4;
/** Memcached's own port, which ketama leaves out of a server's name. */
const defaultPort = 11_211;

/**
 * Consistent hashing as libmemcached does it with MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, which is what most clients call
 * ketama: every server gets points on a circle of 32 bits, and a key belongs to the first point at or after its own.
 * `weights` are whole numbers; all servers weigh the same without them. Gives the index of a key's server.
 * Source: update_continuum in libmemcached/hosts.cc and dispatch_host in libmemcached/hash.cc, version 1.1.4.
 */
export function placeByKetama(
  servers: readonly Endpoint[],
  weights: readonly number[] = servers.map(() => 1),
): (key: string) => number {
  const points = servers.flatMap((server, index) => pointsOf(server, index, digestsOf(weights, index)));
  // Two points of one value are as good as never; libmemcached then lets the lower server come first.
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
 * How many digests a server gets: its share of the weight, of 40 for each server. libmemcached reckons in single precision,
 * whose rounding takes a digest from each server at some sizes of a pool, 25 being the first: the same steps must be taken here.
 */
function digestsOf(weights: readonly number[], index: number): number {
  const single = Math.fround;
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const share = single(single(weights[index] ?? 0) / single(total));
  const digests = single(single(single(share * pointsPerServer) / pointsPerDigest) * single(weights.length));
  return Math.floor(single(digests + single(1e-10)));
}

/** The place of the first value that is not below `value`; behind the last one the circle begins anew. */
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

/** The MD5 of a text, a character for each byte: quicker than a buffer, and it is made for every key. */
function digest(text: string): string {
  return createHash('md5').update(text).digest('binary');
}

/** The four bytes of a digest at `4 * part`, the lowest first. */
function word(bytes: string, part: number): number {
  const byte = (place: number) => bytes.charCodeAt(4 * part + place);
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}
