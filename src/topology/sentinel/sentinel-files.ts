import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerStart } from '../../engine/server-process.js';
import type { Endpoint } from '../../model/node.js';
import { quotedPath } from '../quoted-path.js';
import type { NodeSecurity } from '../security/node-security.js';
import { securityDirectives } from '../security/redis-directives.js';
import type { SentinelOptions } from './sentinel-options.js';

/** The name under which sentinels watch the primary. */
export const primaryName = 'cache';

export interface SentinelFiles {
  readonly name: string;
  readonly address: Endpoint;
  readonly announced: Endpoint | null;
  /** 40 hexadecimal characters. */
  readonly id: string;
  readonly primary: Endpoint;
  readonly replicas: readonly Endpoint[];
  readonly others: readonly { readonly announced: Endpoint; readonly id: string }[];
  readonly plan: SentinelOptions['sentinel'];
  readonly security: NodeSecurity;
}

/**
 * Writes a sentinel's configuration; returns its start arguments. Sentinels find replicas and each other by polling every 10
 * s and 2 s; writing them into the file in advance makes everything known immediately.
 */
export async function writeSentinelFiles(dataDir: string, files: SentinelFiles): Promise<ServerStart['arguments']> {
  const { name, address, announced, id, primary, replicas, others, plan, security } = files;
  const { access } = security;
  const identity = await security.identify(name, address.host);
  const at = ({ host, port }: Endpoint) => `${host} ${port}`;
  const lines = [
    `bind ${address.host}`,
    `bind-source-addr ${address.host}`,
    ...securityDirectives(address.port, access, identity, { isSentinel: true }).map((directive) => directive.join(' ')),
    `dir ${quotedPath(dataDir)}`,
    'daemonize no',
    `sentinel myid ${id}`,
    ...(announced ? [`sentinel announce-ip ${announced.host}`, `sentinel announce-port ${announced.port}`] : []),
    `sentinel monitor ${primaryName} ${at(primary)} ${plan.quorum}`,
    // Sentinels authenticate to each other with their own password (requirepass).
    ...(access.password === null ? [] : [`sentinel auth-pass ${primaryName} ${access.password}`]),
    `sentinel down-after-milliseconds ${primaryName} ${plan.downAfterMs}`,
    `sentinel failover-timeout ${primaryName} ${plan.failoverTimeoutMs}`,
    `sentinel parallel-syncs ${primaryName} 1`,
    ...replicas.map((replica) => `sentinel known-replica ${primaryName} ${at(replica)}`),
    ...others.map((other) => `sentinel known-sentinel ${primaryName} ${at(other.announced)} ${other.id}`),
  ];
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'sentinel.conf');
  await writeFile(file, `${lines.join('\n')}\n`);
  return [file, '--sentinel'];
}
