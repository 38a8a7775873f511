import type { Access } from './access.js';
import type { Endpoint } from './node.js';

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
  | { readonly kind: 'single'; readonly endpoint: Endpoint; readonly access: Access };
