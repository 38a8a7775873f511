import { Cluster } from 'ioredis';
import { waitFor } from '../../../src/clock/wait.js';
import { spreadSlots } from '../../../src/model/hash-slot.js';
import { type ClusterMember, nodesFile } from '../../../src/topology/cluster-mode/nodes-file.js';
import type { Identity } from '../../integration/fixtures/certificates.js';
import { type ForeignServer, foreignKey, freePort, startForeignServer } from './foreign-server.js';

/** The first three are primaries, the last is a replica of the first. */
const memberCount = 4;

/** An external Redis Cluster with three primaries, the first of which has a replica. */
export interface ForeignCluster extends AsyncDisposable {
  readonly ports: readonly number[];
  readonly tlsPorts: readonly number[];
  /** Every key of every primary, with its value. */
  everything(): Promise<ReadonlyMap<string, string>>;
  /** The keys of the replica. */
  replicated(): Promise<readonly string[]>;
}

/** Starts it with a password, a second port for TLS, and 500 keys that are not ours. */
export async function startForeignCluster(
  password: string,
  { certificateFile, keyFile }: Identity,
  caFile: string,
): Promise<ForeignCluster> {
  const members = await planMembers();
  const started = await Promise.allSettled(
    members.map(({ id, announced, announcedBusPort }) => {
      const more = [
        ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf'],
        // Members learn each other's ports within half of this time.
        ...['--cluster-port', String(announcedBusPort), '--cluster-node-timeout', '5000'],
        ...['--masterauth', password, '--repl-diskless-sync-delay', '0', '--tls-auth-clients', 'no'],
        ...['--tls-port', String(announced.port), '--tls-cert-file', certificateFile, '--tls-key-file', keyFile],
        // Otherwise members send TLS clients the plain ports.
        ...['--tls-ca-cert-file', caFile, '--tls-cluster', 'yes', '--tls-replication', 'yes'],
      ];
      const files = { 'nodes.conf': nodesFile(members, id) };
      return startForeignServer(password, { more, keys: 0, files });
    }),
  );
  const servers = started.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const dispose = async () => void (await Promise.all(servers.map((server) => server[Symbol.asyncDispose]())));
  const ports = servers.map(({ port }) => port);
  try {
    await untilWhole(servers);
    await writeForeignKeys(ports, password);
  } catch (error) {
    await dispose();
    throw error;
  }
  const primaries = servers.slice(0, 3);
  return {
    ports,
    tlsPorts: members.map(({ announced }) => announced.port),
    everything: async () =>
      new Map((await Promise.all(primaries.map((server) => server.everything()))).flatMap((keys) => [...keys])),
    replicated: () => servers[3]!.client.keys('*'),
    [Symbol.asyncDispose]: dispose,
  };
}

async function planMembers(): Promise<readonly ClusterMember[]> {
  const ranges = spreadSlots(3);
  const idOf = (member: number) => String(member + 1).repeat(40);
  const members: ClusterMember[] = [];
  for (let member = 0; member < memberCount; member += 1)
    members.push({
      id: idOf(member),
      announced: { host: '127.0.0.1', port: await freePort() },
      announcedBusPort: await freePort(),
      replicaOf: member < 3 ? null : idOf(0),
      configEpoch: (member % 3) + 1,
      slots: ranges[member] ?? null,
    });
  return members;
}

async function untilWhole(servers: readonly ForeignServer[]): Promise<void> {
  const isWhole = async () => {
    const states = await Promise.all(servers.map(({ client }) => client.cluster('INFO')));
    const views = await Promise.all(servers.map(({ client }) => client.cluster('SLOTS')));
    const replica = await servers[3]?.client.info('replication');
    const all = states.every((state) => /cluster_state:ok/.test(String(state)));
    // Each knows the plain port of every other, and that one has a replica.
    const nodes = views.map((view) => view.flatMap(([, , ...nodesOfRange]) => nodesOfRange));
    const named = nodes.every((seen) => seen.length === memberCount && seen.every(([, port]) => Number(port) > 0));
    return all && named && /master_link_status:up/.test(replica ?? '') ? true : undefined;
  };
  if (!(await waitFor(isWhole, { timeoutMs: 60_000, pollMs: 50 })))
    throw new Error('the cluster of the test did not become whole');
}

async function writeForeignKeys(ports: readonly number[], password: string): Promise<void> {
  const client = new Cluster([{ host: '127.0.0.1', port: ports[0]! }], { redisOptions: { password } });
  await Promise.all(Array.from({ length: 500 }, (_, index) => client.set(foreignKey(index), `theirs ${index}`)));
  client.disconnect();
}
