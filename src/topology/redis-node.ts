import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerStart } from '../engine/server-process.js';
import type { Endpoint } from '../model/node.js';
import { directivePlaces } from './node-config.js';
import type { NodesPlan } from './nodes-plan.js';
import { quotedPath } from './quoted-path.js';
import type { NodeSecurity } from './security/node-security.js';
import { managedPasswordDirectives, managedTlsDirectives, securityDirectives } from './security/redis-directives.js';

/** Directives that we set ourselves: overriding one in a scenario would break the cluster. */
const managedDirectives: readonly string[] = [
  'bind',
  'bind-source-addr',
  'port',
  'dir',
  'daemonize',
  'protected-mode',
  'replicaof',
  'slaveof',
  'logfile',
  'replica-announce-ip',
  'slave-announce-ip',
  'replica-announce-port',
  'slave-announce-port',
  'cluster-enabled',
  // These would put a server, or its files, out of our control.
  'include',
  'supervised',
  'pidfile',
  'rename-command',
  'unixsocket',
  'unixsocketperm',
  'rdma-port',
  'rdma-bind',
];

/** Why the directives of a plan can't be passed through; undefined if they can. `alsoManaged`: the topology's own. */
export function managedRefusal(
  plan: Pick<NodesPlan, 'config' | 'nodeConfig' | 'tls'>,
  alsoManaged: readonly string[] = [],
): string | undefined {
  const all = [...managedDirectives, ...alsoManaged];
  for (const [place, directives] of directivePlaces(plan)) {
    const managed = Object.keys(directives).find((directive) => all.includes(directive.toLowerCase()));
    if (managed !== undefined)
      return `${place}.${managed} can't be set: cache-bench sets it itself, or can't work with it`;
    const refusal = securityRefusal(place, directives, plan.tls);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

function securityRefusal(place: string, config: NodesPlan['config'], tls: boolean): string | undefined {
  const managedBy = (directives: readonly string[]) =>
    Object.keys(config).find((directive) => directives.includes(directive));
  const ofPassword = managedBy(managedPasswordDirectives);
  if (ofPassword !== undefined)
    return `${place}.${ofPassword} can't be set: with topology.password: true, cache-bench generates a password per run`;
  const ofTls = managedBy(managedTlsDirectives);
  if (ofTls !== undefined)
    return `${place}.${ofTls} can't be set: with topology.tls: true, cache-bench creates certificates per run`;
  const detail = Object.keys(config).find((directive) => directive.startsWith('tls-'));
  return detail === undefined || tls ? undefined : `${place}.${detail} needs topology.tls: true`;
}

export interface RedisNodeFiles {
  readonly id: string;
  readonly address: Endpoint;
  /** Where peers connect; null: the address itself. */
  readonly announced: Endpoint | null;
  /** The primary to replicate from; null for a primary. */
  readonly replicaOf: Endpoint | null;
  readonly config: Readonly<Record<string, string>>;
  readonly security: NodeSecurity;
}

/** Writes the configuration of a data node into its folder; returns its start arguments. */
export async function writeRedisFiles(dataDir: string, files: RedisNodeFiles): Promise<ServerStart['arguments']> {
  const { id, address, announced, replicaOf, config, security } = files;
  const identity = await security.identify(id, address.host);
  const directives: (readonly [string, string])[] = [
    ['save', '""'],
    ['appendonly', 'no'],
    ['repl-diskless-sync', 'yes'],
    ['repl-diskless-sync-delay', '0'],
    ...Object.entries(config),
    // Our own directives come last, so that they take precedence.
    ['bind', address.host],
    // Outgoing connections use the node's own address, so that relays can identify the caller.
    ['bind-source-addr', address.host],
    ...securityDirectives(address.port, security.access, identity),
    ['dir', quotedPath(dataDir)],
    ['daemonize', 'no'],
    // Protected mode accepts only 127.0.0.1, and our nodes connect from their zones' loopback addresses.
    ['protected-mode', 'no'],
  ];
  if (announced)
    directives.push(['replica-announce-ip', announced.host], ['replica-announce-port', String(announced.port)]);
  if (replicaOf) directives.push(['replicaof', `${replicaOf.host} ${replicaOf.port}`]);
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'redis.conf');
  await writeFile(file, `${directives.map((directive) => directive.join(' ')).join('\n')}\n`);
  return [file];
}
