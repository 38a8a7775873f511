import type { Access } from './access.js';
import type { Protocol } from './protocol.js';

/** Protocols of the same servers, and what they have in common. */
export interface ProtocolFamily {
  /** The default first. */
  readonly protocols: readonly Protocol[];
  /** What authenticates a new connection; null: nothing is needed. */
  login(access: Access): string | null;
  readonly loginAnswer: string;
  /** Whether a server sends back what a PING carries. */
  readonly echoesPayloads: boolean;
}

/** The protocols of Redis and Valkey. */
export const respFamily: ProtocolFamily = {
  protocols: ['resp2', 'resp3'],
  login: respLogin,
  loginAnswer: '+OK\r\n',
  echoesPayloads: true,
};

/** The protocols of Memcached. */
export const memcachedFamily: ProtocolFamily = {
  protocols: ['meta', 'text', 'binary'],
  login: memcachedLogin,
  loginAnswer: 'STORED\r\n',
  echoesPayloads: false,
};

/** Authenticates a client of a Redis server, answered with OK. Null without a password. */
function respLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = ['AUTH', ...(username === null ? [] : [username]), password];
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

/**
 * Authenticates a client in memcached's text protocols: a `set` of any key with user and password as its value, answered
 * with STORED. Null without a password. Source: "Authentication" in memcached's doc/protocol.txt.
 */
export function memcachedLogin({ username, password }: Access): string | null {
  if (password === null) return null;
  const words = `${username ?? ''} ${password}`;
  return `set login 0 0 ${Buffer.byteLength(words)}\r\n${words}\r\n`;
}
