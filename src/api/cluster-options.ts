/** Settings of a topology, as in a scenario file. */
export interface TopologyOptions {
  readonly kind?: 'standalone' | 'replicated' | 'sentinel' | 'cluster' | 'managed' | 'memcached';
  /** `redis`, `valkey` or `memcached`, also with a version: `redis@7`. */
  readonly engine?: string;
  /** Per shard. */
  readonly replicas?: number;
  readonly shards?: number;
  readonly zones?: number;
  readonly tls?: boolean;
  readonly password?: boolean;
  /** First port that clients connect to. */
  readonly basePort?: number;
  /** Server directives. */
  readonly config?: Readonly<Record<string, string>>;
  /** Any other setting of the scenario reference. */
  readonly [setting: string]: unknown;
}

export interface ClusterOptions {
  /** A shipped scenario's name or the path of a YAML file, whose cluster is started. Default: one with the topology's kind. */
  readonly scenario?: string;
  /** Changes to its topology. */
  readonly topology?: TopologyOptions;
  /** Whether clients connect through relays, which faults on links need. Default: true. */
  readonly relays?: boolean;
  /** Repeats the random choices of another cluster. */
  readonly seed?: number;
}

/** The command line of `cache-bench` for a cluster that ends with us. */
export function upArguments({ scenario, topology = {}, relays = true, seed }: ClusterOptions): readonly string[] {
  const { kind, ...settings } = topology;
  return [
    'up',
    ...(scenario === undefined ? [] : [scenario]),
    ...(kind === undefined ? [] : [`--topology=${kind}`]),
    ...assignments('topology', settings).map((assignment) => `--set=${assignment}`),
    ...(relays ? [] : ['--no-relays']),
    ...(seed === undefined ? [] : [`--seed=${seed}`]),
    '--keeper=owned',
    '--json',
  ];
}

/** `path=value` for each value inside, which is written as JSON: YAML understands it. */
export function assignments(path: string, value: unknown): readonly string[] {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${path}=${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, inner]) => assignments(`${path}.${key}`, inner));
}
