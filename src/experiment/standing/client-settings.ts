import { z } from 'zod';
import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { statusSchema } from './control-protocol.js';

const placeSchema = z.strictObject({ host: z.string(), port: z.number() });

const clientSettingsSchema = z.strictObject({
  /** What ioredis is told; null: it does not speak to these servers. */
  ioredis: z
    .strictObject({
      /** Members of a Redis Cluster, for `new Cluster(members, options)`; null: `new Redis(options)`. */
      members: z.array(placeSchema).nullable(),
      options: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  /** Commands to type. */
  commands: z.array(z.string()),
});
/** How an application reaches a cluster. */
export type ClientSettings = z.infer<typeof clientSettingsSchema>;

/** What `up` says first: the cluster stands. */
export const readySchema = z.strictObject({
  type: z.literal('ready'),
  cluster: statusSchema,
  client: clientSettingsSchema,
});
export type Ready = z.infer<typeof readySchema>;

/** The settings with which a client finds the cluster, and finds it again after a failover. */
export function clientSettings(view: ClientView): ClientSettings {
  switch (view.kind) {
    case 'single':
      return { ioredis: { members: null, options: placeOf(view.endpoint) }, commands: [redisCli(view.endpoint)] };
    case 'sentinel': {
      const { primaryName, sentinels } = view;
      const options = { name: primaryName, sentinels: sentinels.map(placeOf), ...natMapOf(view.addressMap) };
      const ask = (sentinel: Endpoint) => `${redisCli(sentinel)} SENTINEL GET-MASTER-ADDR-BY-NAME ${primaryName}`;
      return { ioredis: { members: null, options }, commands: sentinels.slice(0, 1).map(ask) };
    }
    case 'cluster':
      return {
        ioredis: { members: view.seeds.map(placeOf), options: natMapOf(view.addressMap) },
        commands: view.seeds.slice(0, 1).map((seed) => `${redisCli(seed)} -c`),
      };
    case 'pool':
      return {
        ioredis: null,
        commands: view.servers.map(
          ({ endpoint: { host, port } }) => `printf 'stats\\r\\nquit\\r\\n' | nc ${host} ${port}`,
        ),
      };
    default:
      return view satisfies never;
  }
}

/** Where servers announce another address than the one that clients are to use. */
function natMapOf(addressMap: Readonly<Record<string, Endpoint>>): { natMap?: Record<string, Endpoint> } {
  const moved = Object.entries(addressMap).filter(([from, to]) => from !== endpointName(to));
  if (moved.length === 0) return {};
  return { natMap: Object.fromEntries(moved.map(([from, to]) => [from, placeOf(to)])) };
}

function placeOf({ host, port }: Endpoint): { host: string; port: number } {
  return { host, port };
}

function redisCli({ host, port }: Endpoint): string {
  return `redis-cli -h ${host} -p ${port}`;
}
