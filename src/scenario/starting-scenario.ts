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
      `A scenario of kind "${kind}" can't have topology "${topology}". Give --topology ${possible.join(' or ')}, or leave out one of the two flags.`,
    );
  return { kind, topology: topology ?? topologiesOfKind[kind][0] };
}

function knownWord<Known extends object>(what: string, word: string, known: Known): keyof Known & string {
  if (isKeyOf(known, word)) return word;
  const words = keysOf(known);
  const nearest = nearestWord(word, words);
  const hint = nearest === undefined ? '' : ` Did you mean "${nearest}"?`;
  throw new UsageError(`There is no ${what} "${word}".${hint} There are: ${words.join(', ')}.`);
}

/**
 * The text of a starter scenario file: every common key with a one-sentence explanation, optional ones commented out. It is
 * valid and runs as is. `schema` is the path or URL of the JSON schema, relative to the file for editors.
 */
export function startingScenario(name: string, start: StartingPoint, schema: string): string {
  const { about, topology, workload, faults, gates } = beginningOf(start);
  return `# yaml-language-server: $schema=${schema}
#
# A scenario of your own. Check it with: cache-bench scenario validate FILE. Run it with: cache-bench run FILE.
# A line that begins with "# -" or with "# word:" can be switched on by taking the # away. Everything but the name has a default.

# Part of the name of each run's folder: letters, digits, dashes, dots and underscores.
name: ${name}
# For people: what is done, and what it should show.
description: ${about}

# The servers.
topology:
  # standalone, replicated, sentinel, cluster, memcached or external.
  kind: ${start.topology}
${topology}

# What the clients do.
workload:
${workload}
  # Connections over all threads, and the most operations in flight on each.
  connections: 8
  pipeline: 1
  # Operations per second over all connections. The plan goes on during an outage, as users do. max: as fast as replies come.
  rate: 1000
  # An operation that is not answered by then has failed its user.
  deadline: 500ms
  # How many keys there are, and which of them are hot: uniform, zipf:0.99, hotset:0.2:0.8 ...
  keys: 5000
  distribution: uniform
  # Bytes of a value: 128, a range 64-1024, or sizes with weights 32:70,4096:30.
  valueSize: 128
  # How often each kind of operation is drawn.
  mix: { set: 50, get: 50 }

# How long the load runs before anything is counted, and how long it is measured.
phases: { warmup: 1s, duration: 10s }

# What is done to the servers, and when, from the start of the measured part. docs/faults.md tells of every fault.
${faults}

# What must hold. One gate that fails makes the exit code 3; a figure that does not exist makes it 4.
gates:
${gates}
  # - response_time.p99 < 20ms during steady

# The same seed draws the same keys, values and targets again.
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
const zones = '  # Availability zones that the nodes are spread over; the nodes of a zone fail together.\n  zones: 3';
const links = `  # The network between the zones. With a delay, a host that dies loses what it had put on the wire.
  # links: { betweenZones: { delay: 1ms } }`;
const config =
  '  # Any directive of the server itself.\n  # config: { maxmemory: 100mb, maxmemory-policy: allkeys-lru }';
const redisWorkload = `  # ioredis: the client library of applications. wire: our own client, for high rates.
  driver: ioredis
  # How the client behaves around a failure: measured, production or application.
  clientPolicy: measured
  # What an acknowledgement means: async, wait:N for N replicas that have the write, waitaof:L,N for their disks.
  durability: async
  # chain: every write audits the one before it. final: only a read-back at the end. off: nothing.
  audit: chain`;
const crash = (recover: string, why: string) => `faults:
  - at: 2s
    # The process of the primary is killed. host-loss takes what it had put on the wire as well.
    kill-process: { target: primary }
    # ${why}
    recover: ${recover}
    after: 2s`;
const outageGates = (limit: string) => `  - unavailability.write < ${limit}
  - lost_writes <= 100
  # Nothing is read that nobody wrote.
  - unexpected_writes == 0
  - availability during steady >= 99%`;

const latency = {
  about: 'How fast the servers answer under a steady load, with nothing going wrong.',
  faults: '# Nothing: these are the figures of healthy servers.',
  gates: `  # Response time counts from the planned start, so that waiting is part of it. Where the generator itself was the limit, a gate that
  # fails has no verdict. Lower the limits to what your own machine reaches.
  - response_time.p50 < 10ms
  - response_time.p99 < 50ms
  - error_rate <= 0.1%
  - availability >= 99.9%`,
} as const satisfies Partial<Beginning>;

const beginnings = {
  standalone: {
    about: 'The only server dies under load and is started again, without its data.',
    topology: [redis, config].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'restart',
      'restart: with what is on its disk. replace: an empty server at the same address. none: it stays dead.',
    ),
    gates: `  - unavailability.write < 10s
  # A server without a disk loses all that it held: ask for none with lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
  replicated: {
    about: 'The primary of a replicated server dies under load, and is started again; nobody promotes a replica.',
    topology: [redis, '  # Replicas of the primary.\n  replicas: 1', zones.replace('3', '2'), links, config].join('\n'),
    workload: redisWorkload,
    faults: crash('restart', 'restart: the same node, with what is on its disk. none: it stays dead.'),
    gates: `  - unavailability.write < 10s
  # The primary comes back with what it had on its disk, and its replicas follow it: ask for none lost with lost_writes == 0.
  - lost_writes >= 0
  - availability during steady >= 99%`,
  },
  sentinel: {
    about: 'The primary dies under load; the sentinels promote a replica, and a new node takes its place.',
    topology: [
      redis,
      '  # Replicas of the primary.\n  replicas: 2',
      zones,
      links,
      '  # How soon a silent node is taken for dead, and how many sentinels must agree.',
      '  sentinel: { count: 3, downAfter: 1500ms, failoverTimeout: 3s, quorum: 2 }',
      config,
    ].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'replace',
      'replace: a new node joins, as managed services do. restart: the same one. none: it stays dead.',
    ),
    gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
  },
  cluster: {
    about: 'A primary of a Redis Cluster dies under load; its replica is voted in, and a new node takes its place.',
    topology: [
      redis,
      '  # Shards, each with a primary, and replicas of each.\n  shards: 3\n  replicas: 1',
      zones,
      links,
      '  # How soon a silent node is taken for dead.\n  cluster: { nodeTimeout: 1s }',
      config,
    ].join('\n'),
    workload: redisWorkload,
    faults: crash(
      'replace',
      'replace: a new node joins, as managed services do. restart: the same one. none: it stays dead.',
    ),
    gates: `  - promotion_time < 8s\n${outageGates('15s')}`,
  },
  memcached: {
    about: 'A server of a Memcached pool hangs under load; the clients spread its keys over the others.',
    topology: `  # Servers of the pool.
  shards: 3
  # How clients find the server of a key: ketama moves few keys when one is gone, modulo nearly all.
  hashing: ketama
  # Whether the keys of a server that is gone are spread over the others; else they fail.
  ejectLost: true`,
    workload: '  # The only driver that speaks to Memcached.\n  driver: wire',
    faults: `faults:
  - at: 2s
    # The process of one server is stopped and goes on later, with its old values.
    pause-process: { target: { node: n2 } }
    after: 3s`,
    gates: `  - hit_rate >= 50%
  # While the server is out, its keys are written elsewhere. When it returns, it answers with the values that it still holds.
  - lost_writes >= 0
  - unexpected_writes >= 0
  - availability during steady >= 99%`,
  },
  external: {
    about: 'A load on a server that runs already; only keys of our own are touched, and they are removed at the end.',
    topology: `  # Where it is; its password is best put into the variable CACHE_BENCH_TARGET_PASSWORD.
  target: redis://127.0.0.1:6379`,
    workload: redisWorkload,
    faults: `# Servers of somebody else can't be hurt, but by a command of yours, such as the failover call of a cloud:
# faults:
#   - at: 5s
#     exec: { command: ./fail-over.sh }`,
    gates: '  - availability >= 99%\n  - lost_writes == 0',
  },
} as const satisfies Readonly<Record<TopologyKind, Beginning>>;
