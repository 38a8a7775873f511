import type { Access } from './access.js';
import type { Hashing } from './hashing/placement.js';
import type { Endpoint } from './node.js';

/** Which members of a shard serve reads. */
export const readSources = ['primary', 'replica', 'any'] as const;
export type ReadFrom = (typeof readSources)[number];

/** What a client needs to find the cluster: plain data that crosses into worker threads. */
export type ClientView =
  | {
      readonly kind: 'sentinel';
      readonly primaryName: string;
      readonly sentinels: readonly Endpoint[];
      /** Maps the address that sentinels return (`host:port`) to the one clients connect to. */
      readonly addressMap: Readonly<Record<string, Endpoint>>;
      /** For the data nodes. */
      readonly access: Access;
      readonly sentinelAccess: Access;
    }
  | {
      readonly kind: 'pool';
      /** In hashing order. */
      readonly servers: readonly { readonly endpoint: Endpoint; readonly shard: number }[];
      readonly hashing: Hashing;
      /** Whether the keys of a lost server are distributed over the others until it is back. */
      readonly ejectsLost: boolean;
      readonly access: Access;
    }
  | {
      readonly kind: 'cluster';
      /** Members that clients ask for the others. */
      readonly seeds: readonly Endpoint[];
      /** Maps the address that members announce for each other (`host:port`) to the one clients connect to. */
      readonly addressMap: Readonly<Record<string, Endpoint>>;
      readonly access: Access;
      readonly readFrom: ReadFrom;
    }
  | { readonly kind: 'single'; readonly endpoint: Endpoint; readonly access: Access };
