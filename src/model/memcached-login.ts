import type { Access } from './access.js';

/**
 * What shows a memcached of its text protocols who calls: a `set` of any key whose value is user and password, answered with
 * STORED. Null where there is no password. Source: "Authentication" in memcached's doc/protocol.txt.
 */
export function memcachedLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = `${username ?? ''} ${password}`;
  return `set login 0 0 ${Buffer.byteLength(words)}\r\n${words}\r\n`;
}
