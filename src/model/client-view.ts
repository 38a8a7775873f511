import type { Access } from './access.js';
import type { Hashing } from './hashing/placement.js';
import type { Endpoint } from './node.js';
import { memcachedFamily, type ProtocolFamily, respFamily } from './protocol-family.js';

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
  | {
      readonly kind: 'single';
      readonly endpoint: Endpoint;
      readonly access: Access;
      /** The endpoint is a service's own and leads to the primary, whichever node that is; `reader` leads to replicas. */
      readonly service?: { readonly reader: Endpoint };
    };

/** What sets the views apart, for code that need not know which one it has. */
interface ViewTraits {
  readonly family: ProtocolFamily;
  /** Whether clients find a promoted replica by themselves, instead of knowing one address only. */
  readonly followsPromotions: boolean;
}

const viewTraits = {
  single: { family: respFamily, followsPromotions: false },
  sentinel: { family: respFamily, followsPromotions: true },
  cluster: { family: respFamily, followsPromotions: true },
  pool: { family: memcachedFamily, followsPromotions: false },
} as const satisfies Readonly<Record<ClientView['kind'], ViewTraits>>;

export function traitsOf(view: ClientView): ViewTraits {
  const { followsPromotions, ...traits } = viewTraits[view.kind];
  return { ...traits, followsPromotions: followsPromotions || 'service' in view };
}

/** The view of a client that knows only one server of the cluster, with the same protocol and access. */
export function viewOfServer(endpoint: Endpoint, whole: ClientView): ClientView {
  if (whole.kind === 'pool') return { ...whole, servers: [{ endpoint, shard: 0 }] };
  return { kind: 'single', endpoint, access: whole.access };
}
