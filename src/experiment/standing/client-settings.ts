import { z } from 'zod';
import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import { statusSchema } from './control-protocol.js';

const clientSettingsSchema = z.strictObject({
  /** The options of `new Redis(...)`. */
  ioredis: z.record(z.string(), z.unknown()),
  /** Commands to type. */
  redisCli: z.array(z.string()),
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
      return { ioredis: placeOf(view.endpoint), redisCli: [redisCli(view.endpoint)] };
    case 'sentinel': {
      const moved = Object.entries(view.addressMap).filter(([from, to]) => from !== endpointName(to));
      const [first] = view.sentinels;
      return {
        ioredis: {
          name: view.primaryName,
          sentinels: view.sentinels.map(placeOf),
          ...(moved.length > 0 && { natMap: Object.fromEntries(moved.map(([from, to]) => [from, placeOf(to)])) }),
        },
        redisCli:
          first === undefined ? [] : [`${redisCli(first)} SENTINEL GET-MASTER-ADDR-BY-NAME ${view.primaryName}`],
      };
    }
    case 'cluster': {
      const moved = Object.entries(view.addressMap).filter(([from, to]) => from !== endpointName(to));
      return {
        ioredis: {
          cluster: view.seeds.map(placeOf),
          ...(moved.length > 0 && { natMap: Object.fromEntries(moved.map(([from, to]) => [from, placeOf(to)])) }),
        },
        redisCli: view.seeds.slice(0, 1).map((seed) => `${redisCli(seed)} -c`),
      };
    }
    case 'pool':
      return {
        ioredis: {},
        redisCli: view.servers.map(({ endpoint }) => `nc ${endpoint.host} ${endpoint.port}`),
      };
    default:
      return view satisfies never;
  }
}

function placeOf({ host, port }: Endpoint): { host: string; port: number } {
  return { host, port };
}

function redisCli({ host, port }: Endpoint): string {
  return `redis-cli -h ${host} -p ${port}`;
}
