import type { ClientView } from '../model/client-view.js';
import { type Endpoint, endpointName } from '../model/node.js';

type Environment = Readonly<Record<string, string>>;

/** What of a cluster its environment variables tell. */
export interface EnvironmentSite {
  readonly access: {
    readonly username: string | null;
    readonly password: string | null;
    readonly caFile: string | null;
  };
  readonly nodes: readonly { readonly role: string; readonly client: Endpoint }[];
}

/** The environment variables by which a program finds a cluster and its credentials. */
export function cacheEnvironment(view: ClientView, site: EnvironmentSite): Environment {
  return { ...addresses(view, site), ...credentials(view, site) };
}

function addresses(view: ClientView, { access, nodes }: EnvironmentSite): Environment {
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

function credentials(view: ClientView, { access: { username, password, caFile } }: EnvironmentSite): Environment {
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
