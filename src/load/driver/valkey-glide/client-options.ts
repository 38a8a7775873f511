import type { GlideClientConfiguration, GlideClusterClientConfiguration } from '@valkey/valkey-glide';
import type { Access } from '../../../model/access.js';
import type { ClientPolicy } from '../../../model/client-policy.js';
import type { ClientView } from '../../../model/client-view.js';
import type { Endpoint } from '../../../model/node.js';
import type { DriverOptions } from '../driver.js';
import type { Library } from './library.js';

type ViewOf<Kind extends ClientView['kind']> = Extract<ClientView, { readonly kind: Kind }>;
type Times = Pick<DriverOptions, 'deadlineMs' | 'connectTimeoutMs'>;
type Settings = Times &
  Pick<DriverOptions, 'clientPolicy' | 'protocol'> & { readonly slots: { readonly count: number } };

/** `replica` falls back to the primary if a shard has no replica. */
const readsFrom = { primary: 'primary', replica: 'preferReplica', any: 'allNodes' } as const;
/** It refuses commands beyond its limit of 1,000 in flight. */
const leastInFlight = 1_000;
const productionCheckSeconds = 1;

export function singleOptions(
  library: Library,
  { endpoint, access }: ViewOf<'single'>,
  settings: Settings,
): GlideClientConfiguration {
  const { advancedConfiguration, ...policy } = policyOptions('single', settings.clientPolicy, settings);
  return {
    ...commonOptions(library, access, settings),
    ...policy,
    addresses: [placeOf(endpoint)],
    // Otherwise it asks for the role with INFO. It then says nothing about failed connections, though.
    ...(access.withoutInfo === true && { nodeDiscoveryMode: library.NodeDiscoveryMode.Static }),
    databaseId: access.database,
    advancedConfiguration: { ...advancedConfiguration, ...tlsOptions(access) },
  };
}

export function clusterOptions(
  library: Library,
  view: ViewOf<'cluster'>,
  settings: Settings,
): GlideClusterClientConfiguration {
  const { advancedConfiguration, ...policy } = policyOptions('cluster', settings.clientPolicy, settings);
  return {
    ...commonOptions(library, view.access, settings),
    ...policy,
    addresses: view.seeds.map(placeOf),
    readFrom: readsFrom[view.readFrom],
    // Members name the addresses that they announce; this maps them to the ones clients connect to.
    addressResolver: (host, port) => {
      const mapped: Endpoint = view.addressMap[`${host}:${port}`] ?? { host, port };
      return [mapped.host, mapped.port];
    },
    advancedConfiguration: { ...advancedConfiguration, ...tlsOptions(view.access) },
  };
}

/** How the library behaves during a failure. */
export function policyOptions(
  kind: ClientView['kind'],
  policy: ClientPolicy,
  { deadlineMs, connectTimeoutMs }: Times,
): GlideClusterClientConfiguration | Omit<GlideClusterClientConfiguration, 'addresses'> {
  if (policy === 'application') return {};
  return {
    requestTimeout: deadlineMs,
    connectionBackoff: { numberOfRetries: 5, factor: 50, exponentBase: 2, jitterPercent: 20 },
    advancedConfiguration: { connectionTimeout: connectTimeoutMs },
    ...(kind === 'cluster' &&
      policy === 'production' && { periodicChecks: { duration_in_sec: productionCheckSeconds } }),
  };
}

/** Why it can't connect to these servers; undefined: it can. */
export function lackOf({ tls }: Access, endpoints: readonly Endpoint[]): string | undefined {
  if (endpoints.some(({ host }) => host.startsWith('/'))) return 'connect to a Unix socket';
  if (tls !== null && tls.certificate !== null) return 'present a client certificate';
  return tls !== null && tls.serverName !== null ? 'expect another server name than the host' : undefined;
}

function commonOptions(library: Library, access: Access, settings: Settings) {
  const { username, password } = access;
  const { clientPolicy, protocol, slots } = settings;
  const { RESP2, RESP3 } = library.ProtocolVersion;
  const wanted = protocol === 'resp3' ? 3 : protocol === 'resp2' ? 2 : access.respVersion;
  const resp = wanted === null ? (clientPolicy === 'application' ? null : RESP2) : wanted === 3 ? RESP3 : RESP2;
  return {
    defaultDecoder: library.Decoder.String,
    ...(resp !== null && { protocol: resp }),
    ...((username !== null || password !== null) && {
      credentials: { ...(username !== null && { username }), password: password ?? '' },
    }),
    useTLS: access.tls !== null,
    ...(clientPolicy !== 'application' && { inflightRequestsLimit: Math.max(leastInFlight, 2 * slots.count) }),
  };
}

function tlsOptions({ tls }: Access) {
  if (tls === null) return {};
  return {
    tlsAdvancedConfiguration: {
      ...(!tls.verify && { insecure: true }),
      ...(tls.ca !== null && { rootCertificates: tls.ca }),
    },
  };
}

function placeOf({ host, port }: Endpoint): { host: string; port: number } {
  return { host, port };
}
