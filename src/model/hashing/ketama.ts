import { createHash } from 'node:crypto';
import type { Endpoint } from '../node.js';
import type { Placement } from './placement.js';

const pointsPerServer = 160;
const pointsPerDigest = 4;
/** Memcached's own port, which ketama leaves out of a server's name. */
const defaultPort = 11_211;

/**
 * Consistent hashing as libmemcached does it with MEMCACHED_BEHAVIOR_KETAMA_WEIGHTED, which is what most clients call
 * ketama: every server gets points on a circle of 32 bits, and a key belongs to the first point at or after its own.
 * `weights` are whole numbers; all servers weigh the same without them.
 * Source: update_continuum in libmemcached/hosts.cc and dispatch_host in libmemcached/hash.cc, version 1.1.4.
 */
export function placeByKetama(servers: readonly Endpoint[], weights = servers.map(() => 1)): Placement {
  const points = servers.flatMap((server, index) => pointsOf(server, index, digestsOf(weights, index)));
  // Two points of one value are as good as never; libmemcached then lets the lower server come first.
  points.sort((left, right) => left.value - right.value || left.server - right.server);
  const values = Uint32Array.from(points, ({ value }) => value);
  const owners = Uint16Array.from(points, ({ server }) => server);
  return (key) => owners[firstAtOrAfter(values, word(digest(key), 0))]!;
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
 * How many digests a server gets: its share of the weight, of 40 for each server. libmemcached reckons in single precision, and
 * its rounding takes a digest from each server at some numbers of servers: the same steps must be taken here.
 */
/** The MD5 of a text, a character for each byte: half the time of a buffer, and it is made for every key. */
function digest(text: string): string {
  return createHash('md5').update(text).digest('latin1');
}

/** The four bytes of a digest at `4 * part`, the lowest first. */
function word(bytes: string, part: number): number {
  const byte = (place: number) => bytes.charCodeAt(4 * part + place);
  return (byte(0) | (byte(1) << 8) | (byte(2) << 16) | (byte(3) << 24)) >>> 0;
}
