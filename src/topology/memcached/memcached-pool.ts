import { monotonicMs } from '../../clock/monotonic.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import type { ClientView } from '../../model/client-view.js';
import { type Placement, placement } from '../../model/hashing/placement.js';
import type { ClusterNode, LaunchedNode } from '../cluster.js';
import { untilConverged } from '../converge.js';
import type { DataAccess } from '../data-access.js';
import { type MemcachedControl, memcachedControl } from '../memcached-control.js';
import { memcachedDataAccess } from '../memcached-data.js';
import { configOf } from '../node-config.js';
import { NodeFleet, type NodeSlot } from '../node-fleet.js';
import type { PoolPlan } from '../pool-options.js';
import type { ReplicationInfo } from '../replication-info.js';
import { createSecurity, type NodeSecurity } from '../security/node-security.js';
import type { LaunchedCluster, StartContext } from '../topology.js';
import { memcachedArguments } from './memcached-arguments.js';
import { securityOptions } from './security-options.js';

const convergencePollMs = 10;
/** With a password, Memcached requires a user as well. */
const user = 'cache-bench';

/** Starts all servers of a pool at once and waits until each is serving. */
export async function startMemcachedPool(plan: PoolPlan, context: StartContext): Promise<LaunchedCluster> {
  const cluster = new MemcachedPool(plan, context, await createSecurity(plan, context.folder, user));
  return startOrEnd(cluster, () => cluster.start());
}

/** Each server is its own shard: its only node, and its primary while running. */
class MemcachedPool implements LaunchedCluster {
  readonly shardCount: number;
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: PoolPlan;
  #fleet: NodeFleet<MemcachedControl>;
  #signal: AbortSignal;
  /** By shard. */
  #servers: readonly ClusterNode[] = [];
  #place: Placement = () => 0;
  /** Placement on the remaining servers, as hashed by clients that eject lost ones. */
  #placeOnLive: { readonly live: readonly number[]; readonly place: Placement } | undefined;

  constructor(plan: PoolPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#signal = context.signal;
    this.shardCount = plan.shards;
    this.#fleet = new NodeFleet(plan, context, memcachedControl(security.access));
    this.data = memcachedDataAccess((node) => this.#fleet.connectionOf(node));
  }

  get nodes(): readonly LaunchedNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    const servers = this.#servers.map(({ clientAddress }, shard) => ({ endpoint: clientAddress, shard }));
    const { hashing, ejectLost: ejectsLost } = this.#plan;
    return { kind: 'pool', servers, hashing, ejectsLost, access: this.security.access };
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    const { shards, zones, hashing } = this.#plan;
    // Before any sockets exist: the underlying report resolves a name for each of them.
    const openFiles = mostOpenFiles();
    const nodeSlots = [];
    for (let shard = 0; shard < shards; shard += 1)
      nodeSlots.push(await this.#fleet.reserve(`n${shard + 1}`, 'server', shard, (shard % zones) + 1));
    this.#servers = await Promise.all(nodeSlots.map((slot) => this.#startServer(slot, openFiles)));
    // Other clients get the same addresses as ours, and hash alike.
    this.#place = placement(
      hashing,
      this.#servers.map(({ clientAddress }) => clientAddress),
    );
    this.readyMs = monotonicMs() - startMs;
  }

  describe() {
    return this.#fleet.describe();
  }

  nodeAt(host: string, port: number) {
    return this.#fleet.nodeAt(host, port);
  }

  shardOf(key: string): number {
    return this.#place(key);
  }

  currentShardOf(key: string): number {
    const live = [...this.#servers.keys()].filter((shard) => !this.isGone(shard));
    if (!this.#plan.ejectLost || live.length === 0 || live.length === this.#servers.length) return this.shardOf(key);
    return live[this.#placementOn(live)(key)] ?? this.shardOf(key);
  }

  movesWithout(shard: number, key: string): boolean {
    const others = [...this.#servers.keys()].filter((other) => other !== shard);
    if (!this.#plan.ejectLost || others.length === 0) return false;
    return others[this.#placementOn(others)(key)] !== this.shardOf(key);
  }

  isGone(shard: number): boolean {
    return this.#servers[shard]?.running === false;
  }

  primaryOf(shard: number): ClusterNode | undefined {
    const server = this.#servers[shard];
    return server?.running ? server : undefined;
  }

  replicasOf(): readonly ClusterNode[] {
    return [];
  }

  replicationOf(): ReplicationInfo | undefined {
    return undefined;
  }

  isRedundant(shard?: number): boolean {
    return this.#servers.every((server) => server.running || (shard !== undefined && server.shard !== shard));
  }

  isAttached(node: ClusterNode): boolean {
    return node.running;
  }

  /** Like managed services: a new server behind the same endpoint, so that clients need no new list. */
  async replace(dead: ClusterNode): Promise<ClusterNode> {
    await this.#fleet.restart(dead);
    return dead;
  }

  restart(dead: ClusterNode): Promise<void> {
    return this.#fleet.restart(dead);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    // A server that has exited stays down until it is restarted: only the others are awaited.
    const limits = { timeoutMs, pollMs: convergencePollMs, signal: this.#signal };
    return untilConverged(() => this.#liveOnesServe(), limits);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#fleet[Symbol.asyncDispose]();
  }

  async #startServer(slot: NodeSlot, openFiles: number): Promise<ClusterNode> {
    const given = memcachedArguments(slot.address, configOf(this.#plan, slot.id), openFiles);
    return this.#fleet.start(slot, [...given, ...(await securityOptions(slot, this.security))]);
  }

  #placementOn(live: readonly number[]): Placement {
    const known = this.#placeOnLive;
    if (known?.live.join() === live.join()) return known.place;
    const addresses = live.flatMap((shard) => this.#servers[shard]?.clientAddress ?? []);
    const place = placement(this.#plan.hashing, addresses);
    this.#placeOnLive = { live, place };
    return place;
  }

  async #liveOnesServe(): Promise<boolean> {
    const live = this.#servers.filter(({ running }) => running);
    const answers = live.map((server) => this.#fleet.connectionOf(server).isServing());
    return (await Promise.all(answers)).every(Boolean);
  }
}

/** The maximum number of open files and sockets for processes we start: the hard limit. Infinity if the system reports none. */
function mostOpenFiles(): number {
  const { userLimits } = process.report.getReport() as { readonly userLimits?: { readonly open_files?: Limit } };
  const hard = Number(userLimits?.open_files?.hard);
  return Number.isFinite(hard) && hard > 0 ? hard : Number.POSITIVE_INFINITY;
}

interface Limit {
  readonly hard: number | string;
}
