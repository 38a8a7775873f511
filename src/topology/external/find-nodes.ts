import type { Access } from '../../model/access.js';
import { reachedAt } from '../../model/address-map.js';
import { memberAddress, mostMembers } from '../../model/member-address.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import type { OpenTarget } from './open-target.js';
import { askOnce, identify, type ServerIdentity } from './server-identity.js';
import { targetFailure } from './target-failure.js';

/** The addresses of the servers of a target with a single primary. */
export interface FoundNodes {
  readonly primary: Endpoint;
  readonly identity: ServerIdentity;
  readonly replicas: readonly Endpoint[];
  /** Those that answer. */
  readonly sentinels: readonly Endpoint[];
}

/**
 * Finds the servers behind a URL, and checks that one of them is a primary that accepts us, or a Redis Cluster member, whose
 * peers are still to be found. Writes nothing. `url` is for messages, without secrets. Throws EnvironmentError with the
 * reason if it can't be used.
 */
export async function findNodes(url: string, target: OpenTarget): Promise<FoundNodes> {
  const [first] = target.endpoints;
  if (first === undefined) throw targetFailure(url, 'it names no server', 'redis://host:port');
  if (target.topology !== 'sentinel')
    return { primary: first, identity: await primaryAt(url, first, target.access), replicas: [], sentinels: [] };
  const { primary: announced, replicas, sentinels } = await askSentinels(url, target);
  const reached = (address: Endpoint) => reachedAt(target.addressMap, address);
  const primary = reached(announced);
  return {
    primary,
    identity: await primaryAt(url, primary, target.access),
    replicas: replicas.map(reached),
    sentinels,
  };
}

async function primaryAt(url: string, endpoint: Endpoint, access: Access): Promise<ServerIdentity> {
  const identity = await askOnce(url, endpoint, access, identify);
  const place = endpointName(endpoint);
  if (identity.mode === 'sentinel')
    throw targetFailure(
      url,
      `${place} is a sentinel`,
      'redis+sentinel://host:port/name, with the name of the primary that it watches',
    );
  // Any member knows all others, even a replica.
  if (identity.role === 'replica' && identity.mode !== 'cluster')
    throw targetFailure(
      url,
      `${place} is a replica${identity.replicaOf === null ? '' : ` of ${identity.replicaOf}`}, and accepts no writes`,
      'the URL of its primary',
    );
  return identity;
}

/** Asks every sentinel; the first that knows the primary is trusted. */
async function askSentinels(
  url: string,
  { endpoints, primaryName, sentinelAccess }: OpenTarget,
): Promise<Pick<FoundNodes, 'primary' | 'replicas' | 'sentinels'>> {
  const name = primaryName ?? '';
  const answers = await Promise.allSettled(
    endpoints.map((endpoint) =>
      askOnce(
        url,
        endpoint,
        sentinelAccess,
        async (connection) => ({
          endpoint,
          primary: await connection.call('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', name),
          replicas: await connection.call('SENTINEL', 'REPLICAS', name).catch(() => []),
        }),
        'sentinel',
      ),
    ),
  );
  const heard = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  const failure = answers.find((answer) => answer.status === 'rejected');
  if (heard.length === 0 && failure !== undefined) throw failure.reason;
  for (const { endpoint, primary, replicas } of heard) {
    if (!Array.isArray(primary)) continue;
    const [host, port] = primary;
    // An empty host would mean the sentinel's own, where there is no primary.
    const address = host === '' ? undefined : memberAddress(host, port, endpoint);
    if (address === undefined)
      throw targetFailure(
        url,
        `its sentinel ${endpointName(endpoint)} reports the primary at ${JSON.stringify(`${host}:${port}`.slice(0, 100))}, which is not a host and port`,
        `SENTINEL GET-MASTER-ADDR-BY-NAME ${name} there, by hand`,
      );
    return { primary: address, replicas: replicasIn(replicas), sentinels: heard.map(({ endpoint: at }) => at) };
  }
  throw targetFailure(
    url,
    `its sentinels monitor no primary named ${JSON.stringify(name)}`,
    'the name after "sentinel monitor" in their configuration',
  );
}

/** Parses the answer to SENTINEL REPLICAS: the replicas that are up. Malformed entries and addresses are skipped. */
function replicasIn(answer: unknown): readonly Endpoint[] {
  return (Array.isArray(answer) ? answer.slice(0, mostMembers) : []).flatMap((fields: unknown) => {
    if (!Array.isArray(fields)) return [];
    const fieldOf = (name: string): unknown => {
      const at = fields.indexOf(name);
      return at < 0 ? '' : fields[at + 1];
    };
    const host = fieldOf('ip');
    if (host === '' || /down|disconnected/.test(String(fieldOf('flags')))) return [];
    return memberAddress(host, fieldOf('port'), nowhere) ?? [];
  });
}

const nowhere: Endpoint = { host: '', port: 0 };
