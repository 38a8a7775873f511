import type { Access } from '../../model/access.js';
import { quotedPath } from '../quoted-path.js';
import type { IdentityFiles } from './node-security.js';

/** Directives that topology.password sets. */
export const managedPasswordDirectives: readonly string[] = [
  'requirepass',
  'masterauth',
  'primaryauth',
  'masteruser',
  'primaryuser',
];

/** Directives that topology.tls sets, and those that would contradict it. */
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
 * Where a server of Redis or Valkey listens, and whom it lets in: clients with the password alone, and nobody in clear when it
 * has an identity. `isSentinel`: what a sentinel shows the nodes it watches is a setting of its own (auth-pass).
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
    // Its own calls as well: a replica's to its primary, a sentinel's to all it watches.
    ['tls-replication', 'yes'],
  ] as const;
}
