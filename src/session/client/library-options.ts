import { z } from 'zod';
import type { Access } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';

const optionsSchema = z.record(z.string(), z.unknown());

/** What other libraries than ioredis need to know of a cluster. */
export const libraryOptionsSchema = z.strictObject({
  /** For createClient, createSentinel or createCluster of @redis/client; null: it does not support these servers. */
  nodeRedis: optionsSchema.nullable(),
  /** The first argument of memjs.Client.create; null: it does not support these servers. */
  memjs: z.string().nullable(),
});
export type LibraryOptions = z.infer<typeof libraryOptionsSchema>;

/** The options of each library for a cluster; null if the library does not support its servers. */
export function libraryOptions(view: ClientView): LibraryOptions {
  if (view.kind !== 'pool') return { nodeRedis: nodeRedisOptions(view), memjs: null };
  // memjs speaks the binary protocol, which servers with a password file refuse, and no TLS.
  const isOpen = view.access.password === null && view.access.tls === null;
  const servers = view.servers.map(({ endpoint }) => endpointName(endpoint)).join(',');
  return { nodeRedis: null, memjs: isOpen ? servers : null };
}

function nodeRedisOptions(view: Exclude<ClientView, { readonly kind: 'pool' }>): Record<string, unknown> {
  switch (view.kind) {
    case 'single':
      return serverOptions(view.access, view.endpoint);
    case 'sentinel':
      return {
        name: view.primaryName,
        sentinelRootNodes: view.sentinels.map(placeOf),
        nodeAddressMap: addressMap(view.addressMap),
        nodeClientOptions: serverOptions(view.access),
        sentinelClientOptions: serverOptions(view.sentinelAccess),
      };
    case 'cluster':
      return {
        rootNodes: view.seeds.map((seed) => ({ socket: placeOf(seed) })),
        nodeAddressMap: addressMap(view.addressMap),
        defaults: serverOptions(view.access),
      };
    default:
      return view satisfies never;
  }
}

function serverOptions({ password, tls }: Access, endpoint?: Endpoint): Record<string, unknown> {
  const socket = { ...(endpoint && placeOf(endpoint)), ...(tls !== null && { tls: true, ca: tls.ca }) };
  return { ...(password !== null && { password }), ...(Object.keys(socket).length > 0 && { socket }) };
}

function addressMap(map: Readonly<Record<string, Endpoint>>): Record<string, Endpoint> {
  return Object.fromEntries(Object.entries(map).map(([from, endpoint]) => [from, placeOf(endpoint)]));
}

function placeOf({ host, port }: Endpoint): Endpoint {
  return { host, port };
}
