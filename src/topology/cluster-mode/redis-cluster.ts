import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError } from '../../errors/errors.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import type { ClientView } from '../../model/client-view.js';
import { redisVersionOf } from '../../model/node.js';
import { addressMapOf, type ClusterEvent, type ClusterNode, type LaunchedNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import { untilConverged, untilStarted } from '../converge.js';
import type { DataAccess } from '../data-access.js';
import { NodeFleet } from '../node-fleet.js';
import type { ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import { createSecurity, type NodeSecurity } from '../security/node-security.js';
import { ShardReplication } from '../shard-replication.js';
import type { LaunchedCluster, RestartOptions, StartContext } from '../topology.js';
import { clusterDataAccess } from './cluster-data.js';
import { ClusterMembers } from './cluster-members.js';
import type { ClusterPlan } from './cluster-options.js';
import { isWhole, slotsSeenBy } from './cluster-state.js';
import { MembershipObserver } from './membership-observer.js';
import { replaceMember } from './replace-member.js';
import { reserveMembers } from './reserve-members.js';
import { SlotOwners } from './slot-owners.js';

const startTimeoutMs = 30_000;
const pollMs = 20;
/** Up to this many members, each can be polled 50 times a second. */
const membersAtFullPace = 10;
const replicationPollMs = 20;

/**
 * Starts all members at once, each knowing the whole cluster in advance, and waits until every one of them reports it
 * complete.
 */
export async function startRedisCluster(plan: ClusterPlan, context: StartContext): Promise<LaunchedCluster> {
  refuseOldEngine(context.binary);
  const cluster = new RedisCluster(plan, context, await createSecurity(plan, context.folder));
  return startOrEnd(cluster, () => cluster.start());
}

class RedisCluster implements LaunchedCluster {
  readonly shardCount: number;
  readonly failoverMethod = 'cluster';
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: ClusterPlan;
  #context: StartContext;
  #fleet: NodeFleet<Redis>;
  #members: ClusterMembers;
  #replication: ReplicationObserver;
  #membership: MembershipObserver;
  /** By shard: the node promoted last. */
  #primaries: (ClusterNode | undefined)[];
  #shardReplication = new ShardReplication(this);
  #slots = new SlotOwners();

  constructor(plan: ClusterPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#context = context;
    this.shardCount = plan.shards;
    this.#primaries = new Array(plan.shards).fill(undefined);
    this.#fleet = new NodeFleet(plan, context, redisControl(security.access, { readOnly: true }));
    this.#members = new ClusterMembers(plan, context, security, this.#fleet);
    const memberCount = plan.shards * (plan.replicas + 1);
    this.#replication = new ReplicationObserver(
      (event) => this.#hear(event),
      replicationPollMs * Math.max(1, memberCount / membersAtFullPace),
    );
    this.#membership = new MembershipObserver({
      onEvent: (event) => context.onEvent(event),
      onSlots: (node, configEpoch, slots) => void this.#slots.claim(node.shard ?? 0, configEpoch, slots),
      nodeOf: (id) => this.#members.nodeOf(id),
    });
    this.data = clusterDataAccess(
      (node) => this.#fleet.connectionOf(node),
      async ({ host, port }) => {
        const node = this.nodeAt(host, port);
        return node && { address: node.address, connection: this.#fleet.connectionOf(node) };
      },
    );
  }

  get nodes(): readonly LaunchedNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    const addressMap = addressMapOf(this.nodes);
    const seeds = this.nodes.map(({ clientAddress }) => clientAddress);
    return { kind: 'cluster', seeds, addressMap, access: this.security.access, readFrom: 'primary' };
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    // Members polled at the same time each add a listener.
    setMaxListeners(0, this.#context.signal);
    const { slots, members, ranges } = await reserveMembers(this.#plan, this.#members);
    ranges.forEach((range, shard) => {
      this.#slots.claim(shard, shard + 1, [range]);
    });
    const started = await Promise.all(slots.map((slot) => this.#members.start(slot, members)));
    for (const node of started) {
      if (node.role === 'primary') this.#primaries[node.shard ?? 0] = node;
      this.#follow(node);
    }
    const { signal } = this.#context;
    await untilStarted(() => this.#isReady(), {
      ...{ timeoutMs: startTimeoutMs, pollMs, signal },
      describe: () => this.#shardReplication.describe(),
      advice: 'a longer cluster.nodeTimeout, fewer nodes, or check the logs with --keep.',
    });
    await Promise.all(started.map((node) => this.#members.setNodeTimeout(node)));
    this.readyMs = monotonicMs() - startMs;
  }

  describe() {
    return this.#fleet.describe();
  }

  nodeAt(host: string, port: number) {
    return this.#fleet.nodeAt(host, port);
  }

  shardOf(key: string): number {
    return this.#slots.shardOf(key);
  }

  primaryOf(shard: number): ClusterNode | undefined {
    const primary = this.#primaries[shard];
    return primary?.running ? primary : undefined;
  }

  replicasOf(shard: number): readonly ClusterNode[] {
    return this.nodes.filter((node) => node.shard === shard && node.role === 'replica' && node.running);
  }

  replicationOf(node: ClusterNode): ReplicationInfo | undefined {
    return this.#replication.latest(node);
  }

  isRedundant(only?: number): boolean {
    const shards = only === undefined ? this.#shards() : [only];
    return shards.every((shard) => this.#shardReplication.isRedundant(shard, this.#plan.replicas));
  }

  isAttached(node: ClusterNode): boolean {
    return this.#shardReplication.isAttached(node);
  }

  async replace(dead: ClusterNode): Promise<ClusterNode> {
    const node = await replaceMember(dead, {
      members: this.#members,
      nodes: this.nodes,
      connectionOf: (member) => this.#fleet.connectionOf(member),
      primaryOf: (shard) => this.primaryOf(shard),
      signal: this.#context.signal,
    });
    this.#follow(node);
    return node;
  }

  async restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    await this.#fleet.restart(dead, options);
    await this.#members.setNodeTimeout(dead);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    // Nobody takes over a shard without a live member, and its slots are not served again.
    const left = this.#shards().filter((shard) => this.nodes.some((node) => node.shard === shard && node.running));
    const isServed = left.length === this.shardCount;
    const isWhole = async () => this.#inSync(left) && (!isServed || (await this.#allAgree()));
    return untilConverged(isWhole, { timeoutMs, pollMs, signal: this.#context.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The observers' last requests end when the servers do.
    await Promise.all([
      this.#membership[Symbol.asyncDispose](),
      this.#replication[Symbol.asyncDispose](),
      this.#fleet[Symbol.asyncDispose](),
    ]);
  }

  #follow(node: ClusterNode): void {
    const connection = this.#fleet.connectionOf(node);
    this.#replication.watch(node, connection);
    this.#membership.watch(node, connection);
  }

  #hear(event: ClusterEvent): void {
    if (event.type === 'role-changed' && event.to === 'primary' && event.node.shard !== null)
      this.#primaries[event.node.shard] = event.node;
    this.#context.onEvent(event);
  }

  #shards(): number[] {
    return Array.from({ length: this.shardCount }, (_, shard) => shard);
  }

  #inSync(shards: readonly number[]): boolean {
    return shards.every((shard) => this.#shardReplication.isInSync(shard));
  }

  async #isReady(): Promise<boolean> {
    if (!this.#inSync(this.#shards())) return false;
    const count = this.nodes.length;
    return (await this.#askMembers((connection) => isWhole(connection, count))).every(Boolean);
  }

  /** Whether every live member knows of the last failover, and all report the same slot owners. */
  async #allAgree(): Promise<boolean> {
    const views = new Set(await this.#askMembers(slotsSeenBy));
    return views.size === 1 && !views.has(undefined);
  }

  #askMembers<Answer>(ask: (connection: Redis) => Promise<Answer>): Promise<Answer[]> {
    const live = this.nodes.filter(({ running }) => running);
    return Promise.all(live.map((node) => ask(this.#fleet.connectionOf(node))));
  }
}

/** The bus port is configurable since Redis 7.0, and in every Valkey. */
function refuseOldEngine(binary: StartContext['binary']): void {
  const version = redisVersionOf(binary);
  if (version === null || Number(version.split('.')[0]) >= 7) return;
  throw new EnvironmentError(
    `Redis ${version} can't be configured with the port of its cluster bus (directive cluster-port, since 7.0). Try: Redis 7.0 or later, or --engine valkey.`,
  );
}
