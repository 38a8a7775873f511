import type { Access } from '../../model/access.js';
import { quotedPath } from '../quoted-path.js';
import type { IdentityFiles } from './node-security.js';

/** Directives set by topology.password. */
export const managedPasswordDirectives: readonly string[] = [
  'requirepass',
  'masterauth',
  'primaryauth',
  'masteruser',
  'primaryuser',
];

/** Directives set by topology.tls, and those that would contradict it. */
export const managedTlsDirectives: readonly string[] = [
  'tls-port',
  'tls-cert-file',
  'tls-key-file',
  'tls-key-file-pass',
  'tls-client-cert-file',
  'tls-client-key-file',
  'tls-client-key-file-pass',
  'tls-ca-cert-file',
  'tls-ca-cert-dir',
  'tls-auth-clients',
  'tls-replication',
  'tls-cluster',
];

/**
 * Where a Redis or Valkey server listens, and which clients it accepts: those with the password, and none in plaintext if it
 * has an identity. `isSentinel`: the password a sentinel uses for the nodes it watches is a separate setting (auth-pass).
 */
export function securityDirectives(
  port: number,
  { password }: Access,
  identity: IdentityFiles | null,
  { isSentinel = false } = {},
): readonly (readonly [string, string])[] {
  return [
    ...(identity === null ? [['port', String(port)] as const] : tlsDirectives(port, identity)),
    ...(password === null ? [] : [['requirepass', password] as const]),
    ...(password === null || isSentinel ? [] : [['masterauth', password] as const]),
  ];
}

function tlsDirectives(port: number, { caFile, certificateFile, keyFile }: IdentityFiles) {
  return [
    ['port', '0'],
    ['tls-port', String(port)],
    ['tls-cert-file', quotedPath(certificateFile)],
    ['tls-key-file', quotedPath(keyFile)],
    ['tls-ca-cert-file', quotedPath(caFile)],
    ['tls-auth-clients', 'no'],
    // Outgoing connections too: a replica's to its primary, a sentinel's to everything it watches.
    ['tls-replication', 'yes'],
  ] as const;
}
