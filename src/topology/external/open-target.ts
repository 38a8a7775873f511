import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../../errors/errors.js';
import type { TlsAccess } from '../../model/access.js';
import { type Access, openAccess } from '../../model/access.js';
import type { AddressMap } from '../../model/address-map.js';
import type { TargetAccess, TargetUrl, TlsFiles } from '../../model/target-url.js';

/** A target with everything needed to connect to it. */
export interface OpenTarget extends Omit<TargetUrl, 'access' | 'sentinelAccess'> {
  readonly access: Access;
  readonly sentinelAccess: Access;
  readonly addressMap: AddressMap;
}

/** Reads the files named in a target's URL; `password` is used if the URL has none for the data nodes. */
export async function openTarget(
  target: TargetUrl,
  password: string | null,
  addressMap: AddressMap,
): Promise<OpenTarget> {
  const access = await readAccess(target.access);
  return {
    ...target,
    addressMap,
    access: { ...access, password: access.password ?? password },
    sentinelAccess: target.sentinelAccess === null ? openAccess : await readAccess(target.sentinelAccess),
  };
}

/** Access with the contents of its certificate and key files. Throws EnvironmentError if a file can't be read. */
async function readAccess(access: TargetAccess): Promise<Access> {
  return { ...access, tls: access.tls === null ? null : await readTls(access.tls) };
}

async function readTls({ caFile, certificateFile, keyFile, serverName, verify }: TlsFiles): Promise<TlsAccess> {
  const [ca, certificate, key] = await Promise.all([caFile, certificateFile, keyFile].map(readPem));
  return { ca: ca ?? null, certificate: certificate ?? null, key: key ?? null, serverName, verify };
}

async function readPem(path: string | null): Promise<string | null> {
  if (path === null) return null;
  return readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new EnvironmentError(
      `The file ${path} in the target's URL can't be read (${error.code}). Try: its full path, and its permissions`,
      { cause: error },
    );
  });
}
