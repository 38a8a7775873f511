import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ServerStart } from '../engine/server-process.js';
import type { Endpoint } from '../model/node.js';
import type { TopologyPlan } from '../model/scenario.js';
import { directivePlaces } from './node-config.js';

/** Directives that we set ourselves: a scenario that sets one of them would break the cluster. */
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
  'replica-announce-port',
];

/** Why the directives of a plan can't be passed through; undefined when they can. `alsoManaged`: the topology's own. */
export function managedRefusal(plan: TopologyPlan, alsoManaged: readonly string[] = []): string | undefined {
  const all = [...managedDirectives, ...alsoManaged];
  for (const [place, directives] of directivePlaces(plan)) {
    const managed = Object.keys(directives).find((directive) => all.includes(directive.toLowerCase()));
    if (managed !== undefined) return `${place}.${managed} can't be set: cache-bench sets it itself`;
  }
  return undefined;
}

export interface RedisNodeFiles {
  readonly address: Endpoint;
  /** What peers are told to call; null: the address itself. */
  readonly announced: Endpoint | null;
  /** The primary to replicate; null for a primary. */
  readonly replicaOf: Endpoint | null;
  readonly config: Readonly<Record<string, string>>;
}

/** Writes the configuration of a data node into its folder; gives the arguments to start it with. */
export async function writeRedisFiles(dataDir: string, files: RedisNodeFiles): Promise<ServerStart['arguments']> {
  const { address, announced, replicaOf, config } = files;
  const directives: [string, string][] = [
    ['bind', address.host],
    // Outgoing calls come from the node's own address, so that relays know who calls.
    ['bind-source-addr', address.host],
    ['port', String(address.port)],
    ['dir', `"${dataDir}"`],
    ['daemonize', 'no'],
    // Of the loopback addresses it would let in 127.0.0.1 alone, and our nodes call from those of their zones.
    ['protected-mode', 'no'],
    ['save', '""'],
    ['appendonly', 'no'],
    ['repl-diskless-sync', 'yes'],
    ['repl-diskless-sync-delay', '0'],
    ...Object.entries(config),
  ];
  if (announced)
    directives.push(['replica-announce-ip', announced.host], ['replica-announce-port', String(announced.port)]);
  if (replicaOf) directives.push(['replicaof', `${replicaOf.host} ${replicaOf.port}`]);
  await mkdir(dataDir, { recursive: true });
  const file = join(dataDir, 'redis.conf');
  await writeFile(file, `${directives.map((directive) => directive.join(' ')).join('\n')}\n`);
  return [file];
}
