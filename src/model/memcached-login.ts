import type { Access } from './access.js';

/**
 * Authenticates a client in memcached's text protocols: a `set` of any key with user and password as its value, answered
 * with STORED. Null without a password. Source: "Authentication" in memcached's doc/protocol.txt.
 */
export function memcachedLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = `${username ?? ''} ${password}`;
  return `set login 0 0 ${Buffer.byteLength(words)}\r\n${words}\r\n`;
}
