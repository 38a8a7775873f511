import { readFile } from 'node:fs/promises';
import { EnvironmentError } from '../../errors/errors.js';
import type { Access, TlsAccess } from '../../model/access.js';
import type { TargetAccess, TlsFiles } from '../../model/target-access.js';

/** Access with the contents of its certificate and key files. Throws EnvironmentError if a file can't be read. */
export async function readAccess(access: TargetAccess): Promise<Access> {
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
