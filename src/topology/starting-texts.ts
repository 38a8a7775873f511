// Parts of starter files that several topologies of Redis and Valkey have in common.

export const redisServer = '  # redis or valkey.\n  engine: redis';
export const zones = '  # Availability zones for the nodes; the nodes of a zone fail together.\n  zones: 3';
export const links = `  # The network between the zones. With a delay, a host that dies loses the data it had in flight.
  # links: { betweenZones: { delay: 1ms } }`;
export const config =
  '  # Any directive of the server itself.\n  # config: { maxmemory: 100mb, maxmemory-policy: allkeys-lru }';
export const redisWorkload = `  # ioredis: the client library of applications. wire: our own client, for high rates.
  driver: ioredis
  # How the client behaves during a failure: measured, production or application.
  clientPolicy: measured
  # What an acknowledgement means: async, wait:N for N replicas that have the write, waitaof:L,N for their disks.
  durability: async
  # chain: every write audits the one before it. final: only a read-back at the end. off: no audit.
  audit: chain`;
export const crash = (recover: string, why: string) => `faults:
  - at: 2s
    # The process of the primary is killed. host-loss also loses the data it had in flight.
    kill-process: { target: primary }
    # ${why}
    recover: ${recover}
    after: 2s`;
const outageGates = `  - unavailability.write < 15s
  - lost_writes <= 100
  # No read returns a value that was never written.
  - unexpected_writes == 0
  - availability during steady >= 99%`;

/** The primary dies, and something promotes a replica. `size`: how many replicas; `detection`: the topology's own options. */
export const failoverScenario = (about: string, size: string, detection: readonly string[]): StartingScenario => ({
  kind: 'failover',
  about,
  topology: [redisServer, size, zones, links, ...detection, config].join('\n'),
  workload: redisWorkload,
  faults: crash(
    'replace',
    'replace: a new node joins, as in managed services. restart: the same node. none: it stays dead.',
  ),
  gates: `  - promotion_time < 8s\n${outageGates}`,
});

/** What a starter file (`scenario new`) has of its topology: commented YAML, and a drill that fits. */
export interface StartingScenario {
  /** What `--kind` calls that drill; absent: nothing. */
  readonly kind?: string;
  /** What happens, for people. */
  readonly about: string;
  /** The keys of the section, after `kind`. */
  readonly topology: string;
  /** The keys of the section that not every workload has. */
  readonly workload: string;
  /** The whole section. */
  readonly faults: string;
  readonly gates: string;
}
