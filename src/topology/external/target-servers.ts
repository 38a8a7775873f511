import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { InternalError, InterruptedError } from '../../errors/errors.js';
import type { Access } from '../../model/access.js';
import { reachedAt } from '../../model/address-map.js';
import type { ClientView } from '../../model/client-view.js';
import type { Endpoint, NodeRole } from '../../model/node.js';
import { askInfo } from '../ask-info.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';
import { openControlConnection, redisControl } from '../control-connection.js';
import { waitUntilServing } from '../control-plane.js';
import { untilConverged } from '../converge.js';
import type { FailoverMethod } from '../failover-method.js';
import { parseReplicationInfo, type ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import { SentinelObserver } from '../sentinel/sentinel-observer.js';
import type { AttachContext, Target, TargetData } from '../topology.js';
import type { FoundNodes } from './find-nodes.js';
import { syncQuestion } from './in-sync.js';
import { notInformed } from './not-informed.js';
import type { OpenTarget } from './open-target.js';
import { SeenRedundancy } from './seen-redundancy.js';
import { targetTimeoutMs } from './server-identity.js';
import { removingFromAll, targetData } from './target-data.js';
import { targetFailure } from './target-failure.js';
import { describeTarget, targetNode } from './target-node.js';

/** Rare enough to be negligible next to the server's other requests. */
export const observeMs = 100;
export const convergencePollMs = 20;

/** The servers found, with a control connection to each; replication is followed if we may see it. */
export class TargetServers implements Target {
  readonly shardCount = 1;
  readonly failoverMethod: FailoverMethod;
  readonly network = null;
  readonly security = null;
  readonly data: TargetData = removingFromAll(
    targetData((node) => this.#connectionOf(node)),
    () => this.nodes.filter((node) => this.#replication.latest(node)?.role === 'primary'),
  );
  readonly server: Target['server'];
  readonly warnings: Target['warnings'];
  readyMs = 0;
  #url: string;
  #target: OpenTarget;
  #found: FoundNodes;
  #signal: AbortSignal;
  #connections = new Map<ClusterNode, Redis>();
  #replication: ReplicationObserver;
  #sentinels: SentinelObserver;
  #primary: ClusterNode | undefined;
  #redundancy = new SeenRedundancy();

  /** `url` has no secrets; `target` has them. */
  constructor(url: string, target: OpenTarget, found: FoundNodes, { onEvent, signal }: AttachContext) {
    this.#url = url;
    this.#target = target;
    this.#found = found;
    this.#signal = signal;
    const { engine, version, informs } = found.identity;
    this.server = { engine, version, path: url };
    this.failoverMethod = target.topology === 'sentinel' ? 'sentinel' : 'failover';
    this.warnings = informs ? [] : [notInformed];
    this.#replication = new ReplicationObserver((event) => {
      if (event.type === 'role-changed' && event.to === 'primary') this.#primary = event.node;
      onEvent(event);
    }, observeMs);
    this.#sentinels = new SentinelObserver(
      (event: ClusterEvent) => onEvent(event),
      (host, port) => this.nodeAt(host, port),
    );
  }

  shardOf(): number {
    return 0;
  }

  get nodes(): readonly ClusterNode[] {
    return [...this.#connections.keys()];
  }

  get clientView(): ClientView {
    const { topology, primaryName, endpoints, sentinelAccess } = this.#target;
    const access = { ...this.#target.access, withoutInfo: !this.#found.identity.informs };
    if (topology !== 'sentinel') return { kind: 'single', endpoint: this.#found.primary, access };
    return {
      kind: 'sentinel',
      primaryName: primaryName ?? '',
      sentinels: endpoints,
      addressMap: this.#target.addressMap,
      access,
      sentinelAccess,
    };
  }

  /** Opens the control connections. Throws EnvironmentError if the primary no longer answers. */
  async open(): Promise<void> {
    const startMs = monotonicMs();
    const { primary, replicas, sentinels, identity } = this.#found;
    const { access, sentinelAccess } = this.#target;
    this.#primary = this.#addNode('n1', identity.role ?? 'server', primary, access);
    replicas.forEach((replica, index) => {
      this.#addNode(`n${index + 2}`, 'replica', replica, access);
    });
    sentinels.forEach((sentinel, index) => {
      this.#addNode(`s${index + 1}`, 'sentinel', sentinel, sentinelAccess);
    });
    const serves = await waitUntilServing(
      redisControl(access),
      this.#connectionOf(this.#primary),
      targetTimeoutMs,
      () => this.#signal.aborted,
    );
    if (this.#signal.aborted) throw new InterruptedError('Interrupted while connecting to the target.');
    if (!serves) throw targetFailure(this.#url, 'its primary no longer responds', 'again');
    if (identity.informs) await this.#noteOldPrimaries();
    for (const node of this.nodes) {
      if (node.shard === null) void this.#sentinels.watch(node, this.#connectionOf(node)).catch(() => {});
      else if (identity.informs) this.#replication.watch(node, this.#connectionOf(node));
    }
    this.readyMs = monotonicMs() - startMs;
  }

  describe() {
    return describeTarget(this.nodes);
  }

  primaryOf(): ClusterNode | undefined {
    return this.#primary;
  }

  /** Those that answer and accept us: what a silent one holds is unknown. */
  replicasOf(): readonly ClusterNode[] {
    return this.nodes.filter((node) => node !== this.#primary && this.#replication.latest(node)?.role === 'replica');
  }

  replicationOf(node: ClusterNode): ReplicationInfo | undefined {
    return this.#replication.latest(node);
  }

  nodeAt(host: string, port: number): ClusterNode | undefined {
    const reached = reachedAt(this.#target.addressMap, { host, port });
    return this.nodes.find(({ address }) => address.host === reached.host && address.port === reached.port);
  }

  isRedundant(): boolean {
    return this.#redundancy.isRedundant(0, this.#primary && this.#replication.latest(this.#primary));
  }

  isAttached(node: ClusterNode): boolean {
    return node === this.#primary || this.#replication.latest(node)?.linkUp === true;
  }

  /** Waits until the primary answers, and every answering replica has the data the primary had when it was asked. */
  async converge(timeoutMs: number): Promise<boolean> {
    const isInSync = syncQuestion({
      primary: () => this.#primary,
      replicas: () => this.replicasOf(),
      connectionOf: (node) => this.#connectionOf(node),
      latest: (node) => this.#replication.latest(node),
      informs: this.#found.identity.informs,
    });
    return untilConverged(isInSync, { timeoutMs, pollMs: convergencePollMs, signal: this.#signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sentinels[Symbol.dispose]();
    for (const connection of this.#connections.values()) connection.disconnect();
    await this.#replication[Symbol.asyncDispose]();
  }

  /** A primary replaced a moment ago still considers itself primary. The sentinels know better. */
  async #noteOldPrimaries(): Promise<void> {
    const replicas = this.nodes.filter(({ role }) => role === 'replica');
    const answers = replicas.map((node) => askInfo(this.#connectionOf(node), 'replication'));
    for (const [index, text] of (await Promise.all(answers)).entries()) {
      const node = replicas[index];
      if (node && text !== undefined) node.role = parseReplicationInfo(text).role;
    }
  }

  #addNode(id: string, role: NodeRole, address: Endpoint, access: Access): ClusterNode {
    const shard = role === 'sentinel' ? null : 0;
    const node = targetNode(id, role, shard, address);
    this.#connections.set(node, openControlConnection(address, access, targetTimeoutMs));
    return node;
  }

  #connectionOf(node: ClusterNode): Redis {
    const connection = this.#connections.get(node);
    if (connection === undefined) throw new InternalError(`${node.id} has no control connection`);
    return connection;
  }
}
