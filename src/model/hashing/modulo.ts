/**
 * The hash of a key modulo the number of servers, libmemcached's default. The hash is Jenkins's one-at-a-time. Source:
 * hashkit_one_at_a_time in libhashkit/one_at_a_time.cc, version 1.1.4. Keys must be ASCII, as memcached's protocol requires.
 */
export function placeByModulo(serverCount: number): (key: string) => number {
  return (key) => oneAtATime(key) % serverCount;
}

function oneAtATime(key: string): number {
  let hash = 0;
  for (let at = 0; at < key.length; at += 1) {
    hash = (hash + key.charCodeAt(at)) | 0;
    hash = (hash + (hash << 10)) | 0;
    hash ^= hash >>> 6;
  }
  hash = (hash + (hash << 3)) | 0;
  hash ^= hash >>> 11;
  return (hash + (hash << 15)) >>> 0;
}
