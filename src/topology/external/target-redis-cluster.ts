import { setMaxListeners } from 'node:events';
import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { InternalError, InterruptedError } from '../../errors/errors.js';
import { reachedAt } from '../../model/address-map.js';
import type { ClientView } from '../../model/client-view.js';
import type { SlotMember } from '../../model/cluster-slots.js';
import { endpointName } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import { MembershipObserver } from '../cluster-mode/membership-observer.js';
import { SlotOwners } from '../cluster-mode/slot-owners.js';
import { openControlConnection, redisControl } from '../control-connection.js';
import { waitUntilServing } from '../control-plane.js';
import { untilConverged } from '../converge.js';
import type { ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import type { AttachContext, Target } from '../topology.js';
import type { FoundCluster } from './find-members.js';
import { syncQuestion } from './in-sync.js';
import { MemberLines } from './member-lines.js';
import { notInformed } from './not-informed.js';
import type { OpenTarget } from './open-target.js';
import { SeenRedundancy } from './seen-redundancy.js';
import { targetTimeoutMs } from './server-identity.js';
import { targetClusterData } from './target-data.js';
import { targetFailure } from './target-failure.js';
import { describeTarget, targetNode } from './target-node.js';
import { convergencePollMs, observeMs } from './target-servers.js';

/**
 * The members found in a Redis Cluster, with a control connection to each. Slot ownership is followed among them; a member
 * that joins or receives its first slots later is contacted only for the keys that moved to it.
 */
export class TargetRedisCluster implements Target {
  readonly shardCount: number;
  readonly failoverMethod = 'cluster';
  readonly network = null;
  readonly security = null;
  readonly data = targetClusterData(
    (node) => this.#connectionOf(node),
    (address) => this.#lines.lineTo(address),
  );
  readonly server: Target['server'];
  readonly warnings: Target['warnings'];
  readyMs = 0;
  #url: string;
  #target: OpenTarget;
  #found: FoundCluster;
  #context: AttachContext;
  #connections = new Map<ClusterNode, Redis>();
  /** By the id that members use. */
  #byMemberId = new Map<string, ClusterNode>();
  /** By shard: the node promoted last. */
  #primaries: ClusterNode[] = [];
  #slots = new SlotOwners();
  #lines: MemberLines;
  #redundancy = new SeenRedundancy();
  #replication: ReplicationObserver;
  #membership: MembershipObserver;

  /** `url` has no secrets; `target` has them. */
  constructor(url: string, target: OpenTarget, found: FoundCluster, context: AttachContext) {
    this.#url = url;
    this.#target = target;
    this.#found = found;
    this.#context = context;
    const { engine, version, informs } = found.identity;
    this.#lines = new MemberLines({
      access: target.access,
      known: () => [...this.#connections].map(([{ address }, connection]) => ({ address, connection })),
      reachedAt: (announced) => reachedAt(target.addressMap, announced),
    });
    this.shardCount = found.shards.length;
    this.server = { engine, version, path: url };
    this.warnings = [...(target.topology === 'cluster' ? [] : [foundToBeCluster]), ...(informs ? [] : [notInformed])];
    this.#replication = new ReplicationObserver((event) => {
      if (event.type === 'role-changed' && event.to === 'primary') this.#primaries[event.node.shard ?? 0] = event.node;
      context.onEvent(event);
    }, observeMs);
    this.#membership = new MembershipObserver({
      onEvent: (event) => context.onEvent(event),
      onSlots: (node, configEpoch, slots) => {
        if (this.#slots.claim(node.shard ?? 0, configEpoch, slots) && slots.length > 0) this.#promote(node);
      },
      nodeOf: (id) => this.#byMemberId.get(id),
    });
  }

  get nodes(): readonly ClusterNode[] {
    return [...this.#connections.keys()];
  }

  get clientView(): ClientView {
    const access = { ...this.#target.access, withoutInfo: !this.#found.identity.informs };
    const seeds = this.nodes.map(({ address }) => address);
    return { kind: 'cluster', seeds, addressMap: this.#target.addressMap, access, readFrom: 'primary' };
  }

  /** Opens the control connections. Throws EnvironmentError if a primary does not answer. */
  async open(): Promise<void> {
    const startMs = monotonicMs();
    const { shards, identity } = this.#found;
    const { signal } = this.#context;
    // Members polled at the same time each add a listener.
    setMaxListeners(0, signal);
    shards.forEach(({ primary, slots }, shard) => {
      this.#primaries.push(this.#addNode(primary, 'primary', shard));
      this.#slots.claim(shard, 0, slots);
    });
    shards.forEach(({ replicas }, shard) => {
      for (const replica of replicas) this.#addNode(replica, 'replica', shard);
    });
    await Promise.all(this.#primaries.map((primary) => this.#untilServing(primary)));
    for (const node of this.nodes) {
      if (identity.informs) this.#replication.watch(node, this.#connectionOf(node));
      this.#membership.watch(node, this.#connectionOf(node));
    }
    this.readyMs = monotonicMs() - startMs;
  }

  describe() {
    return describeTarget(this.nodes);
  }

  shardOf(key: string): number {
    return this.#slots.shardOf(key);
  }

  primaryOf(shard: number): ClusterNode | undefined {
    return this.#primaries[shard];
  }

  /** Those that answer and accept us: what a silent one holds is unknown. */
  replicasOf(shard: number): readonly ClusterNode[] {
    const primary = this.#primaries[shard];
    return this.nodes.filter(
      (node) => node.shard === shard && node !== primary && this.#replication.latest(node)?.role === 'replica',
    );
  }

  replicationOf(node: ClusterNode): ReplicationInfo | undefined {
    return this.#replication.latest(node);
  }

  nodeAt(host: string, port: number): ClusterNode | undefined {
    const reached = reachedAt(this.#target.addressMap, { host, port });
    return this.nodes.find(({ address }) => address.host === reached.host && address.port === reached.port);
  }

  isRedundant(only?: number): boolean {
    const shards = only === undefined ? [...this.#found.shards.keys()] : [only];
    return shards.every((shard) => {
      const primary = this.#primaries[shard];
      return this.#redundancy.isRedundant(shard, primary && this.#replication.latest(primary));
    });
  }

  isAttached(node: ClusterNode): boolean {
    return this.#primaries.includes(node) || this.#replication.latest(node)?.linkUp === true;
  }

  /** Waits until the primary of every shard answers, and its answering replicas have the data it had when it was asked. */
  async converge(timeoutMs: number): Promise<boolean> {
    const questions = this.#found.shards.map((_, shard) =>
      syncQuestion({
        primary: () => this.primaryOf(shard),
        replicas: () => this.replicasOf(shard),
        connectionOf: (node) => this.#connectionOf(node),
        latest: (node) => this.#replication.latest(node),
        informs: this.#found.identity.informs,
      }),
    );
    const areInSync = async () => (await Promise.all(questions.map((ask) => ask()))).every(Boolean);
    return untilConverged(areInSync, { timeoutMs, pollMs: convergencePollMs, signal: this.#context.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#lines[Symbol.dispose]();
    for (const connection of this.#connections.values()) connection.disconnect();
    await Promise.all([this.#membership[Symbol.asyncDispose](), this.#replication[Symbol.asyncDispose]()]);
  }

  #addNode({ id, address }: SlotMember, role: 'primary' | 'replica', shard: number): ClusterNode {
    const node = targetNode(`n${this.#connections.size + 1}`, role, shard, address);
    // Replicas only answer connections in READONLY mode.
    const connection = openControlConnection(address, this.#target.access, targetTimeoutMs, { readOnly: true });
    this.#connections.set(node, connection);
    this.#byMemberId.set(id, node);
    return node;
  }

  async #untilServing(node: ClusterNode): Promise<void> {
    const { signal } = this.#context;
    const connection = this.#connectionOf(node);
    const serves = await waitUntilServing(
      redisControl(this.#target.access),
      connection,
      targetTimeoutMs,
      () => signal.aborted,
    );
    if (signal.aborted) throw new InterruptedError('Interrupted while connecting to the target.');
    if (serves) return;
    throw targetFailure(
      this.#url,
      `its member ${endpointName(node.address)} does not respond`,
      'reachable addresses, as announced by the members (cluster-announce-ip), or topology.addressMap',
    );
  }

  /** Slots were assigned to it by vote, which is known without INFO too. */
  #promote(node: ClusterNode): void {
    this.#primaries[node.shard ?? 0] = node;
    if (node.role === 'primary') return;
    const from = node.role;
    node.role = 'primary';
    this.#context.onEvent({ type: 'role-changed', atMs: monotonicMs(), node, from, to: 'primary' });
  }

  #connectionOf(node: ClusterNode): Redis {
    const connection = this.#connections.get(node);
    if (connection === undefined) throw new InternalError(`${node.id} has no control connection`);
    return connection;
  }
}

const foundToBeCluster = {
  code: 'target-is-cluster',
  message:
    'The target is a Redis Cluster and is used as one, though its URL names a single server. To make it explicit, use redis+cluster://.',
};
