import type { Access } from './access.js';
import type { Hashing } from './hashing/placement.js';
import type { Endpoint } from './node.js';

/** Which members of a shard answer reads. */
export const readSources = ['primary', 'replica', 'any'] as const;
export type ReadFrom = (typeof readSources)[number];

/** What a client needs to find the cluster: plain data, it crosses into worker threads. */
export type ClientView =
  | {
      readonly kind: 'sentinel';
      readonly primaryName: string;
      readonly sentinels: readonly Endpoint[];
      /** From the address that sentinels give (`host:port`) to the one that clients connect to. */
      readonly addressMap: Readonly<Record<string, Endpoint>>;
      /** To the data nodes. */
      readonly access: Access;
      readonly sentinelAccess: Access;
    }
  | {
      readonly kind: 'pool';
      /** In the order that the hashing counts them in. */
      readonly servers: readonly { readonly endpoint: Endpoint; readonly shard: number }[];
      readonly hashing: Hashing;
      /** Whether the keys of a server that is gone are spread over the others until it is back. */
      readonly ejectsLost: boolean;
      readonly access: Access;
    }
  | {
      readonly kind: 'cluster';
      /** Members to ask for the others. */
      readonly seeds: readonly Endpoint[];
      /** From the address that members give of each other (`host:port`) to the one that clients connect to. */
      readonly addressMap: Readonly<Record<string, Endpoint>>;
      readonly access: Access;
      readonly readFrom: ReadFrom;
    }
  | { readonly kind: 'single'; readonly endpoint: Endpoint; readonly access: Access };
