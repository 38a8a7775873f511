import { Cluster } from 'ioredis';
import { waitFor } from '../../../src/clock/wait.js';
import { spreadSlots } from '../../../src/model/hash-slot.js';
import type { Identity } from '../../integration/fixtures/certificates.js';
import { type ForeignServer, foreignKey, freePort, startForeignServer } from './foreign-server.js';

const patience = { timeoutMs: 60_000, pollMs: 50 };

/** A Redis Cluster that somebody else runs: three primaries, of which the first has a replica. Disposing it ends it. */
export interface ForeignCluster extends AsyncDisposable {
  readonly ports: readonly number[];
  readonly tlsPorts: readonly number[];
  /** Every key of every primary with its value. */
  everything(): Promise<ReadonlyMap<string, string>>;
  /** The names of the keys of the replica. */
  replicated(): Promise<readonly string[]>;
}

/** Starts it with a password, a second port for TLS, and 500 keys that are not ours. */
export async function startForeignCluster(
  password: string,
  { certificateFile, keyFile }: Identity,
  caFile: string,
): Promise<ForeignCluster> {
  const busPorts: number[] = [];
  const tlsPorts: number[] = [];
  const servers: ForeignServer[] = [];
  const dispose = () => Promise.all(servers.map((server) => server[Symbol.asyncDispose]())).then(() => {});
  try {
    for (let member = 0; member < 4; member += 1) {
      const [busPort, tlsPort] = [await freePort(), await freePort()];
      const more = [
        ...['--cluster-enabled', 'yes', '--cluster-config-file', 'nodes.conf', '--cluster-port', String(busPort)],
        ...['--masterauth', password, '--repl-diskless-sync-delay', '0', '--tls-auth-clients', 'no'],
        ...['--tls-port', String(tlsPort), '--tls-cert-file', certificateFile, '--tls-key-file', keyFile],
        // Else members tell clients that speak TLS the ports that don't.
        ...['--tls-ca-cert-file', caFile, '--tls-cluster', 'yes', '--tls-replication', 'yes'],
      ];
      servers.push(await startForeignServer(password, { more, keys: 0 }));
      busPorts.push(busPort);
      tlsPorts.push(tlsPort);
    }
    await unite(servers, tlsPorts, busPorts);
    const ports = servers.map(({ port }) => port);
    await writeForeignKeys(ports, password);
    const [replica, primaries] = [servers[3]!, servers.slice(0, 3)];
    return {
      ports,
      tlsPorts,
      everything: async () =>
        new Map((await Promise.all(primaries.map((server) => server.everything()))).flatMap((keys) => [...keys])),
      replicated: () => replica.client.keys('*'),
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

async function unite(
  servers: readonly ForeignServer[],
  tlsPorts: readonly number[],
  busPorts: readonly number[],
): Promise<void> {
  const [first, ...others] = servers.map(({ client }) => client);
  const clients = [first!, ...others];
  for (const [shard, range] of spreadSlots(3).entries()) {
    await clients[shard]!.cluster('ADDSLOTSRANGE', range.first, range.last);
    await clients[shard]!.call('CLUSTER', 'SET-CONFIG-EPOCH', String(shard + 1));
  }
  for (const [index, port] of tlsPorts.entries())
    if (index > 0) await first!.call('CLUSTER', 'MEET', '127.0.0.1', String(port), String(busPorts[index]));
  const id = await first!.cluster('MYID');
  const knowsFirst = async () => (String(await clients[3]!.cluster('NODES')).includes(String(id)) ? true : undefined);
  await waitFor(knowsFirst, patience);
  const follows = async () =>
    (await clients[3]!.cluster('REPLICATE', String(id)).catch(() => '')) === 'OK' ? true : undefined;
  await waitFor(follows, patience);
  const isWhole = async () => {
    const states = await Promise.all(clients.map((client) => client.cluster('INFO')));
    const views = await Promise.all(clients.map((client) => client.cluster('SLOTS')));
    const linkUp = /master_link_status:up/.test(await clients[3]!.info('replication'));
    const all = states.every((state) => /cluster_state:ok/.test(String(state)));
    const named = views.every((view) => view.length === 3 && view.some((range) => range.length === 4));
    return all && named && linkUp ? true : undefined;
  };
  if (!(await waitFor(isWhole, patience))) throw new Error('the cluster of the test did not become whole');
}

async function writeForeignKeys(ports: readonly number[], password: string): Promise<void> {
  const client = new Cluster([{ host: '127.0.0.1', port: ports[0]! }], { redisOptions: { password } });
  await Promise.all(Array.from({ length: 500 }, (_, index) => client.set(foreignKey(index), `theirs ${index}`)));
  client.disconnect();
}
