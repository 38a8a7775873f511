import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { NodeSlot } from '../node-fleet.js';
import type { NodeSecurity } from '../security/node-security.js';

const authFileName = 'auth';

/** Writes a server's security files into its folder; returns the options that refer to them, relative to that folder. */
export async function securityOptions(
  { id, address, dataDir }: Pick<NodeSlot, 'id' | 'address' | 'dataDir'>,
  { access, identify }: NodeSecurity,
): Promise<readonly string[]> {
  const identity = await identify(id, address.host);
  // A comma in an absolute path would end the value.
  const tls = identity && [
    `ssl_chain_cert=${relative(dataDir, identity.certificateFile)}`,
    `ssl_key=${relative(dataDir, identity.keyFile)}`,
  ];
  if (access.password !== null) {
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, authFileName), `${access.username}:${access.password}\n`, { mode: 0o600 });
  }
  return [
    ...(tls === null ? [] : ['--enable-ssl', `--extended=${tls.join(',')}`]),
    ...(access.password === null ? [] : [`--auth-file=${authFileName}`]),
  ];
}
