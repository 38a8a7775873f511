import { createHash } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor, waitUntil } from '../../clock/wait.js';
import { EnvironmentError, InterruptedError } from '../../errors/errors.js';
import type { ClientView } from '../../model/client-view.js';
import { spreadSlots } from '../../model/hash-slot.js';
import type { Endpoint } from '../../model/node.js';
import type { TopologyPlan } from '../../model/scenario.js';
import { announcedBy, type ClusterEvent, type ClusterNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import { configOf } from '../node-config.js';
import { type Berth, NodeFleet, zoneNumber } from '../node-fleet.js';
import { writeRedisFiles } from '../redis-node.js';
import type { ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import { createSecurity, type NodeSecurity } from '../security/node-security.js';
import { ShardReplication } from '../shard-replication.js';
import { startOrEnd } from '../start-or-end.js';
import type { Cluster, DataAccess, RestartOptions, StartContext } from '../topology.js';
import { clusterDataAccess } from './cluster-data.js';
import { clusterDirectives, nodesFileName } from './cluster-directives.js';
import { isWhole, slotsSeenBy } from './cluster-state.js';
import { becameReplica, forgot } from './membership-changes.js';
import { MembershipObserver } from './membership-observer.js';
import { type ClusterMember, nodesFile } from './nodes-file.js';
import { SlotOwners } from './slot-owners.js';
import { zoneOfMember } from './zone-of-member.js';

const startTimeoutMs = 30_000;
/** While members start: on a busy machine the last of many comes more than a second after the first. */
const startNodeTimeoutMs = 15_000;
const convergencePollMs = 20;
const primaryTimeoutMs = 30_000;
const joinTimeoutMs = 20_000;
/** So many members that each may be asked 50 times a second. */
const membersAtFullPace = 10;
const replicationPollMs = 20;

/** Starts all members at once, each knowing the whole cluster beforehand, and waits until every one of them says that it is whole. */
export async function startRedisCluster(plan: TopologyPlan, context: StartContext): Promise<Cluster> {
  refuseOldEngine(context.binary);
  return startOrEnd(new RedisCluster(plan, context, await createSecurity(plan, context.folder)));
}

class RedisCluster implements Cluster {
  readonly shardCount: number;
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: TopologyPlan;
  #context: StartContext;
  #fleet: NodeFleet<Redis>;
  #replication: ReplicationObserver;
  #membership: MembershipObserver;
  /** By shard: the last that was promoted. */
  #primaries: (ClusterNode | undefined)[];
  /** By the id that the members use. */
  #byMemberId = new Map<string, ClusterNode>();
  /** By the name of a node. */
  #places = new Map<string, ReturnType<typeof announcedPlace>>();
  #shardReplication = new ShardReplication(this);
  #slots = new SlotOwners();
  #berths = 0;

  constructor(plan: TopologyPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#context = context;
    this.shardCount = plan.shards;
    this.#primaries = new Array(plan.shards).fill(undefined);
    this.#fleet = new NodeFleet(plan, context, redisControl(security.access, { readOnly: true }));
    const members = plan.shards * (plan.replicas + 1);
    this.#replication = new ReplicationObserver(
      (event) => this.#hear(event),
      replicationPollMs * Math.max(1, members / membersAtFullPace),
    );
    this.#membership = new MembershipObserver({
      onEvent: (event) => context.onEvent(event),
      onSlots: (node, configEpoch, slots) => void this.#slots.claim(node.shard ?? 0, configEpoch, slots),
      nodeOf: (id) => this.#byMemberId.get(id),
    });
    this.data = clusterDataAccess((node) => this.#fleet.connectionOf(node));
  }

  get nodes(): readonly ClusterNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    const addressMap: Record<string, Endpoint> = {};
    for (const node of this.nodes) {
      const announced = announcedBy(node);
      addressMap[`${announced.host}:${announced.port}`] = node.clientAddress;
    }
    const seeds = this.nodes.map(({ clientAddress }) => clientAddress);
    return { kind: 'cluster', seeds, addressMap, access: this.security.access, readFrom: 'primary' };
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    // Members that are asked at the same time all listen.
    setMaxListeners(0, this.#context.signal);
    const { shards, replicas, zones } = this.#plan;
    const ranges = spreadSlots(shards);
    const primaries: Berth[] = [];
    for (let shard = 0; shard < shards; shard += 1)
      primaries.push(await this.#berth('primary', shard, zoneOfMember(shard, 0, zones)));
    const others: Berth[] = [];
    for (let member = 1; member <= replicas; member += 1)
      for (let shard = 0; shard < shards; shard += 1)
        others.push(await this.#berth('replica', shard, zoneOfMember(shard, member, zones)));
    const berths = [...primaries, ...others];
    const members = berths.map(({ id, role, shard, ...berth }): ClusterMember => {
      const primary = primaries[shard ?? 0];
      return {
        id: this.#memberId(id),
        ...announcedPlace(berth),
        replicaOf: role === 'replica' && primary ? this.#memberId(primary.id) : null,
        configEpoch: (shard ?? 0) + 1,
        slots: role === 'primary' ? (ranges[shard ?? 0] ?? null) : null,
      };
    });
    ranges.forEach((range, shard) => {
      this.#slots.claim(shard, shard + 1, [range]);
    });
    const started = await Promise.all(berths.map((berth) => this.#startMember(berth, members)));
    for (const node of started) {
      if (node.role === 'primary') this.#primaries[node.shard ?? 0] = node;
      this.#follow(node);
    }
    const { signal } = this.#context;
    const converged = await this.#until(() => this.#isReady(), startTimeoutMs, signal);
    if (signal.aborted) throw new InterruptedError('Interrupted while the cluster was starting.');
    if (!converged)
      throw new EnvironmentError(
        `The cluster did not converge within ${startTimeoutMs / 1000} s (${this.#shardReplication.describe()}). ` +
          'Try: a longer cluster.nodeTimeout, fewer nodes, or look into the logs with --keep.',
      );
    await Promise.all(started.map((node) => this.#setNodeTimeout(node)));
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
    return primary?.process.running ? primary : undefined;
  }

  replicasOf(shard: number): readonly ClusterNode[] {
    return this.#membersOf(shard).filter((node) => node.role === 'replica' && node.process.running);
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

  /** As an operator does it: all forget the dead one, a fresh one meets all, and becomes a replica of the shard's primary. */
  async replace(dead: ClusterNode): Promise<ClusterNode> {
    const shard = dead.shard ?? 0;
    await this.#primaryWithin(shard, dead);
    const others = this.nodes.filter((node) => node !== dead && node.process.running);
    await Promise.all(others.map((node) => this.#forget(node, this.#memberId(dead.id))));
    const berth = await this.#berth('replica', shard, zoneNumber(dead.zone));
    const alone = {
      id: this.#memberId(berth.id),
      ...announcedPlace(berth),
      replicaOf: null,
      configEpoch: 0,
      slots: null,
    };
    const node = await this.#startMember(berth, [alone]);
    const connection = this.#fleet.connectionOf(node);
    for (const other of this.nodes) {
      if (other === node || !other.process.running) continue;
      const { announced, announcedBusPort } = this.#placeOf(other);
      await connection.cluster('MEET', announced.host, announced.port, announcedBusPort);
    }
    const becomesReplica = async () => {
      const primary = this.primaryOf(shard);
      return primary !== undefined && (await becameReplica(connection, this.#memberId(primary.id)));
    };
    const joined = await this.#until(becomesReplica, joinTimeoutMs, this.#context.signal);
    if (!joined) throw new EnvironmentError(`${node.id} did not join shard ${shard} within ${joinTimeoutMs / 1000} s.`);
    await this.#setNodeTimeout(node);
    this.#follow(node);
    return node;
  }

  async restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    await this.#fleet.restart(dead, options);
    await this.#setNodeTimeout(dead);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    const { signal } = this.#context;
    const whole = async () => this.#inSync() && (await this.#allAgree());
    // After an interruption the cluster is awaited all the same, to be read back: the caller gives less time.
    return this.#until(whole, timeoutMs, signal.aborted ? undefined : signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The observers' last questions end when the servers do.
    await Promise.all([
      this.#membership[Symbol.asyncDispose](),
      this.#replication[Symbol.asyncDispose](),
      this.#fleet[Symbol.asyncDispose](),
    ]);
  }

  #berth(role: 'primary' | 'replica', shard: number, zone: number): Promise<Berth> {
    this.#berths += 1;
    return this.#fleet.berth(`n${this.#berths}`, role, shard, zone, { hasBus: true });
  }

  async #startMember(berth: Berth, members: readonly ClusterMember[]): Promise<ClusterNode> {
    const { id, address, links, dataDir, busPort } = berth;
    const place = announcedPlace(berth);
    this.#places.set(id, place);
    const config = {
      ...configOf(this.#plan, id),
      ...clusterDirectives(this.#plan, { busPort: busPort?.port ?? 0, ...place }),
    };
    await mkdir(dataDir, { recursive: true });
    await writeFile(join(dataDir, nodesFileName), nodesFile(members, this.#memberId(id)));
    const announced = links?.announced ?? null;
    const files = { id, address, announced, replicaOf: null, config, security: this.security };
    const startArguments = [
      ...(await writeRedisFiles(dataDir, files)),
      '--cluster-node-timeout',
      String(startNodeTimeoutMs),
    ];
    const node = await this.#fleet.start(berth, startArguments);
    this.#byMemberId.set(this.#memberId(id), node);
    return node;
  }

  #placeOf(node: ClusterNode): ReturnType<typeof announcedPlace> {
    return this.#places.get(node.id) ?? { announced: announcedBy(node), announcedBusPort: 0 };
  }

  /** From here on silence means death: until all members were up, those that came late would have been voted out. */
  async #setNodeTimeout(node: ClusterNode): Promise<void> {
    const { nodeTimeoutMs } = this.#plan.cluster;
    await this.#fleet.connectionOf(node).config('SET', 'cluster-node-timeout', String(nodeTimeoutMs));
  }

  #follow(node: ClusterNode): void {
    const connection = this.#fleet.connectionOf(node);
    this.#replication.watch(node, connection);
    this.#membership.watch(node, connection);
  }

  #memberId(id: string): string {
    return createHash('sha1').update(`${this.#context.runTag}/${id}`).digest('hex');
  }

  #hear(event: ClusterEvent): void {
    if (event.type === 'role-changed' && event.to === 'primary' && event.node.shard !== null)
      this.#primaries[event.node.shard] = event.node;
    this.#context.onEvent(event);
  }

  #shards(): number[] {
    return Array.from({ length: this.shardCount }, (_, shard) => shard);
  }

  #membersOf(shard: number): ClusterNode[] {
    return this.nodes.filter((node) => node.shard === shard);
  }

  async #primaryWithin(shard: number, dead: ClusterNode): Promise<ClusterNode> {
    const primary = await waitFor(() => this.primaryOf(shard), {
      timeoutMs: primaryTimeoutMs,
      pollMs: convergencePollMs,
      signal: this.#context.signal,
    });
    if (primary === undefined)
      throw new EnvironmentError(
        `${dead.id} was not replaced: shard ${shard} had no primary for ${primaryTimeoutMs / 1000} s.`,
      );
    return primary;
  }

  /** Asks until a member has forgotten another, or is gone itself. */
  async #forget(node: ClusterNode, memberId: string): Promise<void> {
    const hasForgotten = async () => !node.process.running || (await forgot(this.#fleet.connectionOf(node), memberId));
    await this.#until(hasForgotten, joinTimeoutMs, this.#context.signal);
  }

  #inSync(): boolean {
    return this.#shards().every((shard) => this.#shardReplication.isInSync(shard));
  }

  async #isReady(): Promise<boolean> {
    if (!this.#inSync()) return false;
    const count = this.nodes.length;
    return (await this.#askMembers((connection) => isWhole(connection, count))).every(Boolean);
  }

  /** Whether every live member has heard of the last failover, and names the same members for all slots. */
  async #allAgree(): Promise<boolean> {
    const views = new Set(await this.#askMembers(slotsSeenBy));
    return views.size === 1 && !views.has(undefined);
  }

  #askMembers<Answer>(ask: (connection: Redis) => Promise<Answer>): Promise<Answer[]> {
    const live = this.nodes.filter(({ process }) => process.running);
    return Promise.all(live.map((node) => ask(this.#fleet.connectionOf(node))));
  }

  #until(
    condition: () => boolean | Promise<boolean>,
    timeoutMs: number,
    signal: AbortSignal | undefined,
  ): Promise<boolean> {
    return waitUntil(condition, { timeoutMs, pollMs: convergencePollMs, signal });
  }
}

/** The port of the bus can be told to Redis from 7.0 on, and to every Valkey. */
function refuseOldEngine({ engine, version }: StartContext['binary']): void {
  if (engine !== 'redis' || Number(version.split('.')[0]) >= 7) return;
  throw new EnvironmentError(
    `Redis ${version} can't be told the port of its cluster bus (directive cluster-port, since 7.0). Try: Redis 7.0 or later, or --engine valkey.`,
  );
}

function announcedPlace(berth: Pick<Berth, 'links' | 'address' | 'busPort'>) {
  return { announced: announcedBy(berth), announcedBusPort: berth.links?.bus?.port ?? berth.busPort?.port ?? 0 };
}
