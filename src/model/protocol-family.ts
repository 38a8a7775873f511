import type { Access } from './access.js';
import { memcachedLogin } from './memcached-login.js';
import type { Protocol } from './protocol.js';
import { respLogin } from './resp-login.js';

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
