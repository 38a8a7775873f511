import { UsageError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { isKeyOf, keysOf } from '../model/table.js';
import { type TopologyKind, topologies } from '../topology/registry.js';

/** The topologies available for each kind of new scenario, the default first. */
const topologiesOfKind = {
  latency: ['standalone', 'replicated', 'sentinel', 'cluster', 'memcached', 'external'],
  failover: ['sentinel', 'cluster'],
  memcached: ['memcached'],
  target: ['external'],
} as const satisfies Readonly<Record<string, readonly TopologyKind[]>>;
type ScenarioKind = keyof typeof topologiesOfKind;

/** The values of `scenario new --kind`. */
export const scenarioKinds: readonly string[] = Object.keys(topologiesOfKind);

/** The basis of a new scenario. */
interface StartingPoint {
  /** Null: the topology's usual drill. */
  readonly kind: ScenarioKind | null;
  readonly topology: TopologyKind;
}

/** Determines the basis of a new scenario from its flags. Throws UsageError for unknown values and invalid combinations. */
export function readStartingPoint(kindWord: string | undefined, topologyWord: string | undefined): StartingPoint {
  const topology = topologyWord === undefined ? undefined : knownWord('topology', topologyWord, topologies);
  if (kindWord === undefined) return { kind: null, topology: topology ?? 'sentinel' };
  const kind = knownWord('kind of scenario', kindWord, topologiesOfKind);
  const possible: readonly TopologyKind[] = topologiesOfKind[kind];
  if (topology !== undefined && !possible.includes(topology))
    throw new UsageError(
      `A scenario of kind "${kind}" can't have topology "${topology}". Use --topology ${possible.join(' or ')}, or leave out one of the two flags.`,
    );
  return { kind, topology: topology ?? topologiesOfKind[kind][0] };
}

function knownWord<Known extends object>(what: string, word: string, known: Known): keyof Known & string {
  if (isKeyOf(known, word)) return word;
  const words = keysOf(known);
  const nearest = nearestWord(word, words);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no ${what} "${word}".${hint} Choices: ${words.join(', ')}.`);
}

/**
 * The text of a starter scenario file: every common key with a one-sentence explanation, optional ones commented out. It is
 * valid and runs as is. `schema` is the path or URL of the JSON schema, relative to the file for editors.
 */
export function startingScenario(name: string, start: StartingPoint, schema: string): string {
  const { about, topology, workload, faults, gates } = beginningOf(start);
  return `# yaml-language-server: $schema=${schema}
#
# Your own scenario. Check it with: cache-bench scenario validate FILE. Run it with: cache-bench run FILE.
# To enable a line that starts with "# -" or "# name:", remove the "# ". Everything except the name has a default.

# Part of the name of each run's folder: letters, digits, dashes, dots and underscores.
name: ${name}
# For people: what happens, and what it should show.
description: ${about}

# The servers.
topology:
  # standalone, replicated, sentinel, cluster, memcached or external.
  kind: ${start.topology}
${topology}

# What the clients do.
workload:
${workload}
  # Total connections over all threads, and the maximum number of operations in flight on each.
  connections: 8
  pipeline: 1
  # Operations per second over all connections. The plan continues during an outage, as users do. max: as fast as replies arrive.
  rate: 1000
  # An operation without a reply by then has failed its user.
  deadline: 500ms
  # The number of keys, and which of them are hot: uniform, zipf:0.99, hotset:0.2:0.8 ...
  keys: 5000
  distribution: uniform
  # Value size in bytes: 128, a range 64-1024, or weighted sizes 32:70,4096:30.
  valueSize: 128
  # The proportion of each kind of operation.
  mix: { set: 50, get: 50 }

# How long the load runs before anything is counted, and how long it is measured.
phases: { warmup: 1s, duration: 10s }

# Faults, timed from the start of the measured part. docs/faults.md describes every fault.
${faults}

# What must hold. A gate that fails gives exit code 3; a figure that does not exist gives 4.
gates:
${gates}
  # - response_time.p99 < 20ms during steady

# The same seed repeats the same keys, values and targets.
# seed: 1
`;
}

function beginningOf({ kind, topology }: StartingPoint): Beginning {
  const drill = beginnings[topology];
  return kind === 'latency' ? { ...drill, ...latency } : drill;
}

interface Beginning {
  readonly about: string;
  readonly topology: string;
  readonly workload: string;
  readonly faults: string;
  readonly gates: string;
}

const redis = '  # redis or valkey.\n  engine: redis';
const zones = '  # Availability zones for the nodes; the nodes of a zone fail together.\n  zones: 3';
const links = `  # The network between the zones. With a delay, a host that dies loses the data it had in flight.
  # links: { betweenZones: { delay: 1ms } }`;
const config =
  '  # Any directive of the server itself.\n  # config: { maxmemory: 100mb, maxmemory-policy: allkeys-lru }';
const redisWorkload = `  # ioredis: the client library of applications. wire: our own client, for high rates.
  driver: ioredis
  # How the client behaves during a failure: measured, production or application.
  clientPolicy: measured
  # What an acknowledgement means: async, wait:N for N replicas that have the write, waitaof:L,N for their disks.
  durability: async
  # chain: every write audits the one before it. final: only a read-back at the end. off: no audit.
  audit: chain`;
const crash = (recover: string, why: string) => `faults:
  - at: 2s
    # The process of the primary is killed. host-loss also loses the data it had in flight.
    kill-process: { target: primary }
    # ${why}
    recover: ${recover}
    after: 2s`;
const outageGates = (limit: string) => `  - unavailability.write < ${limit}
  - lost_writes <= 100
  # No read returns a value that was never written.
  - unexpected_writes == 0
  - availability during steady >= 99%`;

const latency = {
  about: 'How fast the servers respond under a steady load, without a fault.',
  faults: '# None: these are the figures of healthy servers.',
  gates: `  # Response time counts from the planned start, so it includes waiting. If the load generator was the limit, a gate that
  # fails has no verdict. Lower the limits to what your own machine reaches.
  - response_time.p50 < 10ms
  - response_time.p99 < 50ms
  - error_rate <= 0.1%
  - availability >= 99.9%`,
} as const satisfies Partial<Beginning>;

const beginnings = {
  standalone: {
    about: 'The only server dies under load and is restarted without its data.',
    topology: [redis, config].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'restart',
      'restart: with the data on its disk. replace: an empty server at the same address. none: it stays dead.',
    ),
    gates: `  - unavailability.write < 10s
  # A server without a disk loses everything: to allow no loss, use lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
  replicated: {
    about: 'The primary of a replicated server dies under load and is restarted; no replica is promoted.',
    topology: [redis, '  # Replicas of the primary.\n  replicas: 1', zones.replace('3', '2'), links, config].join('\n'),
    workload: redisWorkload,
    faults: crash('restart', 'restart: the same node, with the data on its disk. none: it stays dead.'),
    gates: `  - unavailability.write < 10s
  # The primary returns with the data on its disk, and its replicas copy it: to allow no loss, use lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
  sentinel: {
    about: 'The primary dies under load; the sentinels promote a replica, and a new node replaces it.',
    topology: [
      redis,
      '  # Replicas of the primary.\n  replicas: 2',
      zones,
      links,
      '  # How soon a silent node is considered dead, and how many sentinels must agree.',
      '  sentinel: { count: 3, downAfter: 1500ms, failoverTimeout: 3s, quorum: 2 }',
      config,
    ].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'replace',
      'replace: a new node joins, as in managed services. restart: the same node. none: it stays dead.',
    ),
    gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
  },
  cluster: {
    about: 'A primary of a Redis Cluster dies under load; its replica is elected, and a new node replaces it.',
    topology: [
      redis,
      '  # Shards, each with a primary, and replicas per shard.\n  shards: 3\n  replicas: 1',
      zones,
      links,
      '  # How soon a silent node is considered dead.\n  cluster: { nodeTimeout: 1s }',
      config,
    ].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'replace',
      'replace: a new node joins, as in managed services. restart: the same node. none: it stays dead.',
    ),
    gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
  },
  memcached: {
    about: 'A server of a Memcached pool hangs under load; the clients distribute its keys over the others.',
    topology: `  # Servers of the pool.
  shards: 3
  # How clients find the server of a key: when one is gone, ketama moves few keys, modulo nearly all.
  hashing: ketama
  # Whether the keys of a server that is gone are distributed over the others; otherwise they fail.
  ejectLost: true`,
    workload: '  # The only driver for Memcached.\n  driver: wire',
    faults: `faults:
  - at: 2s
    # The process of one server is paused and resumes later, with its old values.
    pause-process: { target: { node: n2 } }
    after: 3s`,
    gates: `  - hit_rate >= 50%
  # While the server is ejected, its keys are written elsewhere. When it returns, it replies with its old values.
  - lost_writes >= 0
  - unexpected_writes >= 0
  - availability during steady >= 99%`,
  },
  external: {
    about:
      "A load on a server that is already running; only cache-bench's own keys are touched, and they are removed at the end.",
    topology: `  # Its address; put its password into the variable CACHE_BENCH_TARGET_PASSWORD.
  target: redis://127.0.0.1:6379`,
    workload: redisWorkload,
    faults: `# External servers support only planned-failover and your own commands, such as the failover call of a cloud:
# faults:
#   - at: 5s
#     exec: { command: ./fail-over.sh }`,
    gates: '  - availability >= 99%\n  - lost_writes == 0',
  },
} as const satisfies Readonly<Record<TopologyKind, Beginning>>;
