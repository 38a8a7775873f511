import { type Access, openAccess } from '../../model/access.js';
import type { AddressMap } from '../../model/address-map.js';
import type { TargetAccess, TargetUrl } from '../../model/target-url.js';
import { readTlsFiles } from './read-tls-files.js';

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

/** Access with the contents of its certificate and key files. Throws EnvironmentError if a file can't be used. */
async function readAccess(access: TargetAccess): Promise<Access> {
  return { ...access, tls: access.tls === null ? null : await readTlsFiles(access.tls) };
}
