import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Access, openAccess } from '../../model/access.js';
import type { NodesPlan } from '../nodes-plan.js';
import { type CertificateAuthority, createAuthority } from './certificate-authority.js';

/** How the servers of one run are secured. Everything is created for this run, and worthless afterwards. */
export interface NodeSecurity {
  /** Client access, to data nodes and sentinels alike. */
  readonly access: Access;
  /** The CA certificate as a file, for programs that need one; null: no TLS. */
  readonly caFile: string | null;
  /** Writes a node's certificate and key; null: no TLS. */
  identify(name: string, address: string): Promise<IdentityFiles | null>;
}

/** Paths of PEM files. */
export interface IdentityFiles {
  readonly caFile: string;
  readonly certificateFile: string;
  readonly keyFile: string;
}

const passwordBytes = 16;

/**
 * Creates the requested security, with its files in a separate folder inside `folder`, which emptying a node's folder does
 * not affect. `username`: the user that has the password; null: the default one.
 */
export async function createSecurity(
  { tls, password }: Pick<NodesPlan, 'tls' | 'password'>,
  folder: string,
  username: string | null = null,
): Promise<NodeSecurity> {
  const access: Access = {
    ...openAccess,
    // Not derived from the run's seed, which is public in the record.
    ...(password && { username, password: randomBytes(passwordBytes).toString('hex') }),
  };
  if (!tls) return { access, caFile: null, identify: async () => null };
  const authority = createAuthority();
  const tlsFolder = join(folder, 'tls');
  const caFile = join(tlsFolder, 'ca.crt');
  await mkdir(tlsFolder, { mode: 0o700, recursive: true });
  await writeFile(caFile, authority.certificate);
  return {
    access: {
      ...access,
      tls: { ca: authority.certificate, certificate: null, key: null, serverName: null, verify: true },
    },
    caFile,
    identify: (name, address) => writeIdentity(authority, { name, address, caFile, tlsFolder }),
  };
}

async function writeIdentity(
  authority: CertificateAuthority,
  { name, address, caFile, tlsFolder }: Readonly<Record<'name' | 'address' | 'caFile' | 'tlsFolder', string>>,
): Promise<IdentityFiles> {
  const { certificate, key } = authority.issue(name, address);
  const files = {
    caFile,
    certificateFile: join(tlsFolder, `${name}.crt`),
    keyFile: join(tlsFolder, `${name}.key`),
  };
  await Promise.all([writeFile(files.certificateFile, certificate), writeFile(files.keyFile, key, { mode: 0o600 })]);
  return files;
}
