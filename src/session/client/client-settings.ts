import { z } from 'zod';
import type { Access } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { type SessionAccess, statusSchema } from '../control-protocol.js';
import { memcachedStats, redisCli } from './hand-commands.js';
import { libraryOptionsSchema } from './library-options.js';

const placeSchema = z.strictObject({ host: z.string(), port: z.number() });

const clientSettingsSchema = z.strictObject({
  /** The ioredis options; null: ioredis does not support these servers. */
  ioredis: z
    .strictObject({
      /** Members of a Redis Cluster, for `new Cluster(members, options)`; null: `new Redis(options)`. */
      members: z.array(placeSchema).nullable(),
      options: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  commands: z.array(z.string()),
});
/** How an application connects to a cluster. */
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

/** The first message of `up`: the cluster is ready. */
export const readySchema = z.strictObject({
  type: z.literal('ready'),
  cluster: statusSchema,
  client: clientSettingsSchema,
  /** What an application finds in its environment. */
  environment: z.record(z.string(), z.string()),
  libraries: libraryOptionsSchema,
});
export type Ready = z.infer<typeof readySchema>;

/**
 * The settings with which a client finds the cluster, also after a failover. `access` is the view's own, with the
 * authority's certificate as a file.
 */
export function clientSettings(view: ClientView, access: SessionAccess): ClientSettings {
  switch (view.kind) {
    case 'single': {
      const options = { ...placeOf(view.endpoint), ...accessOptions(view.access) };
      return {
        ioredis: { members: null, options },
        commands: [view.endpoint, ...(view.service ? [view.service.reader] : [])].map((endpoint) =>
          redisCli(endpoint, access),
        ),
      };
    }
    case 'sentinel': {
      const { primaryName, sentinels } = view;
      const options = {
        name: primaryName,
        sentinels: sentinels.map(placeOf),
        ...natMapOf(view.addressMap),
        ...accessOptions(view.access),
        ...sentinelOptions(view.sentinelAccess),
      };
      const ask = (sentinel: Endpoint) =>
        `${redisCli(sentinel, access)} SENTINEL GET-MASTER-ADDR-BY-NAME ${primaryName}`;
      return { ioredis: { members: null, options }, commands: sentinels.slice(0, 1).map(ask) };
    }
    case 'cluster': {
      const redisOptions = accessOptions(view.access);
      const options = {
        ...natMapOf(view.addressMap),
        ...(Object.keys(redisOptions).length > 0 && { redisOptions }),
      };
      return {
        ioredis: { members: view.seeds.map(placeOf), options },
        commands: view.seeds.slice(0, 1).map((seed) => `${redisCli(seed, access)} -c`),
      };
    }
    case 'pool':
      return {
        ioredis: null,
        commands: view.servers.map(({ endpoint }) => memcachedStats(endpoint, access)),
      };
    default:
      return view satisfies never;
  }
}

function accessOptions({ password, tls }: Access): Record<string, unknown> {
  return { ...(password !== null && { password }), ...(tls !== null && { tls: { ca: tls.ca } }) };
}

/** Without enableTLSForSentinelMode, ioredis would connect to the primary in plaintext. */
function sentinelOptions({ password, tls }: Access): Record<string, unknown> {
  return {
    ...(password !== null && { sentinelPassword: password }),
    ...(tls !== null && { sentinelTLS: { ca: tls.ca }, enableTLSForSentinelMode: true }),
  };
}

/** For servers that announce a different address than clients should use. */
function natMapOf(addressMap: Readonly<Record<string, Endpoint>>): { natMap?: Record<string, Endpoint> } {
  const moved = Object.entries(addressMap).filter(([from, to]) => from !== endpointName(to));
  if (moved.length === 0) return {};
  return { natMap: Object.fromEntries(moved.map(([from, to]) => [from, placeOf(to)])) };
}

function placeOf({ host, port }: Endpoint): { host: string; port: number } {
  return { host, port };
}
