import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import type { SessionStatus } from '../control-protocol.js';
import { shellWord } from './hand-commands.js';

type Environment = Readonly<Record<string, string>>;
type Site = Pick<SessionStatus, 'id' | 'access' | 'nodes'>;

/** The variable that names the cluster to commands such as `cache-bench fault`. */
export const sessionVariable = 'CACHE_BENCH_SESSION';

/** The environment variables by which an application finds a cluster and its credentials. */
export function clientEnvironment(view: ClientView, site: Site): Environment {
  return { ...addresses(view, site), ...credentials(view, site), [sessionVariable]: site.id };
}

/** The same for a POSIX shell, one line each: `eval` sets them. */
export function shellExports(environment: Environment): string {
  return Object.entries(environment)
    .map(([name, value]) => `export ${name}=${shellWord(value)}\n`)
    .join('');
}

function addresses(view: ClientView, { access, nodes }: Site): Environment {
  const url = (endpoint: Endpoint) => {
    const login = access.password === null ? '' : `:${encodeURIComponent(access.password)}@`;
    return `${access.caFile === null ? 'redis' : 'rediss'}://${login}${endpointName(endpoint)}`;
  };
  switch (view.kind) {
    case 'single':
      return {
        REDIS_URL: url(view.endpoint),
        ...(view.service && { REDIS_READER_URL: url(view.service.reader) }),
      };
    case 'sentinel': {
      const primary = nodes.find(({ role }) => role === 'primary');
      return {
        ...(primary && { REDIS_URL: url(primary.client) }),
        REDIS_SENTINELS: listOf(view.sentinels),
        REDIS_SENTINEL_NAME: view.primaryName,
      };
    }
    case 'cluster':
      return {
        ...(view.seeds[0] && { REDIS_URL: url(view.seeds[0]) }),
        REDIS_CLUSTER_NODES: listOf(view.seeds),
      };
    case 'pool':
      return { MEMCACHED_SERVERS: listOf(view.servers.map(({ endpoint }) => endpoint)) };
    default:
      return view satisfies never;
  }
}

function credentials(view: ClientView, { access: { username, password, caFile } }: Site): Environment {
  const prefix = view.kind === 'pool' ? 'MEMCACHED' : 'REDIS';
  return {
    ...(username !== null && { [`${prefix}_USERNAME`]: username }),
    ...(password !== null && { [`${prefix}_PASSWORD`]: password }),
    // The second is read by Node itself, when it starts.
    ...(caFile !== null && { [`${prefix}_CA_FILE`]: caFile, NODE_EXTRA_CA_CERTS: caFile }),
  };
}

function listOf(endpoints: readonly Endpoint[]): string {
  return endpoints.map(endpointName).join(',');
}
