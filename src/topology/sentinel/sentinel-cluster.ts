import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { EnvironmentError } from '../../errors/errors.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import type { ClientView } from '../../model/client-view.js';
import { addressMapOf, announcedBy, type ClusterEvent, type ClusterNode, type LaunchedNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import { untilConverged, untilStarted } from '../converge.js';
import type { DataAccess } from '../data-access.js';
import { dataNodeStarter, type StartDataNode } from '../data-node.js';
import { NodeFleet, type NodeSlot, zoneNumber } from '../node-fleet.js';
import { redisDataAccess } from '../redis-data.js';
import type { ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import { createSecurity, type NodeSecurity } from '../security/node-security.js';
import { ShardReplication } from '../shard-replication.js';
import type { LaunchedCluster, RestartOptions, StartContext } from '../topology.js';
import { LateComers } from './late-comers.js';
import { primaryName } from './sentinel-files.js';
import type { SentinelPlan } from './sentinel-options.js';
import { Sentinels } from './sentinels.js';

const startTimeoutMs = 20_000;
const pollMs = 25;
const primaryTimeoutMs = 30_000;

/** Starts all processes at once and waits until replicas are in sync and the sentinels agree that they have a quorum. */
export async function startSentinelCluster(plan: SentinelPlan, context: StartContext): Promise<LaunchedCluster> {
  const cluster = new SentinelCluster(plan, context, await createSecurity(plan, context.folder));
  return startOrEnd(cluster, () => cluster.start());
}

class SentinelCluster implements LaunchedCluster {
  readonly shardCount = 1;
  readonly failoverMethod = 'sentinel';
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: SentinelPlan;
  #context: StartContext;
  #fleet: NodeFleet<Redis>;
  #replication: ReplicationObserver;
  #sentinels: Sentinels;
  #startDataNode: StartDataNode;
  #shard = new ShardReplication(this);
  #lateComers = new LateComers();
  #primary: ClusterNode | undefined;
  #dataNodesStarted = 0;

  constructor(plan: SentinelPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#context = context;
    this.#fleet = new NodeFleet(plan, context, redisControl(security.access));
    this.#replication = new ReplicationObserver((event) => this.#hear(event));
    this.#sentinels = new Sentinels({
      ...{ plan, security, fleet: this.#fleet, runTag: context.runTag },
      onEvent: (event) => {
        this.#lateComers.hear(event, (host, port) => this.#fleet.nodeAt(host, port));
        if (event.type === 'server-event' && event.name === '+switch-master') this.#hearSwitch(event.detail);
        context.onEvent(event);
      },
    });
    this.#startDataNode = dataNodeStarter({ plan, security, fleet: this.#fleet, replication: this.#replication });
    this.data = redisDataAccess((node) => this.#fleet.connectionOf(node));
  }

  get nodes(): readonly LaunchedNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    const addressMap = addressMapOf(this.#dataNodes());
    const sentinels = this.#sentinels.nodes.map((node) => node.clientAddress);
    const { access } = this.security;
    return { kind: 'sentinel', primaryName, sentinels, addressMap, access, sentinelAccess: access };
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    const dataSlots: NodeSlot[] = [];
    for (let index = 0; index <= this.#plan.replicas; index += 1)
      dataSlots.push(await this.#dataSlot(this.#zoneFor(index)));
    const sentinelSlots: NodeSlot[] = [];
    for (let index = 0; index < this.#plan.sentinel.count; index += 1)
      sentinelSlots.push(await this.#fleet.reserve(`s${index + 1}`, 'sentinel', null, this.#zoneFor(index)));
    const [primarySlot, ...replicaSlots] = dataSlots as [NodeSlot, ...NodeSlot[]];
    const primaryAddress = announcedBy(primarySlot);
    const [primary] = await Promise.all([
      this.#startDataNode(primarySlot, null),
      ...replicaSlots.map((slot) => this.#startDataNode(slot, primaryAddress)),
      ...sentinelSlots.map((slot) => this.#sentinels.start(slot, sentinelSlots, primaryAddress, replicaSlots)),
    ]);
    this.#primary = primary;
    const { signal } = this.#context;
    const ready = async () => (await this.#sentinels.areReady()) && this.#shard.isInSync(0);
    await untilStarted(ready, {
      ...{ timeoutMs: startTimeoutMs, pollMs, signal },
      describe: () => this.#shard.describe(),
      advice: 'a longer sentinel.downAfter, fewer nodes, or check the logs with --keep.',
    });
    this.readyMs = monotonicMs() - startMs;
  }

  describe() {
    return this.#fleet.describe();
  }

  nodeAt(host: string, port: number) {
    return this.#fleet.nodeAt(host, port);
  }

  shardOf(): number {
    return 0;
  }

  primaryOf(): ClusterNode | undefined {
    return this.#primary?.running ? this.#primary : undefined;
  }

  replicasOf(): readonly ClusterNode[] {
    return this.#dataNodes().filter((node) => node.role === 'replica' && node.running);
  }

  replicationOf(node: ClusterNode): ReplicationInfo | undefined {
    return this.#replication.latest(node);
  }

  isRedundant(): boolean {
    return this.#shard.isRedundant(0, this.#plan.replicas);
  }

  isAttached(node: ClusterNode): boolean {
    return this.#shard.isAttached(node);
  }

  async replace(dead: ClusterNode): Promise<ClusterNode> {
    if (dead.shard === null)
      throw new EnvironmentError(
        `${dead.id} is a sentinel, and sentinels are not replaced, because the others would have to forget it. Try: recover: restart`,
      );
    const primary = await waitFor(() => this.primaryOf(), {
      timeoutMs: primaryTimeoutMs,
      pollMs,
      signal: this.#context.signal,
    });
    if (primary === undefined)
      throw new EnvironmentError(
        `${dead.id} was not replaced: no primary came up within ${primaryTimeoutMs / 1000} s.`,
      );
    const slot = await this.#dataSlot(zoneNumber(dead.zone));
    const node = await this.#startDataNode({ ...slot, role: 'replica' }, announcedBy(primary));
    this.#lateComers.add(node);
    const present = this.primaryOf();
    // Another node may have been promoted during its start.
    if (present !== undefined && present !== primary) this.#follow(node, present);
    return node;
  }

  restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    return this.#fleet.restart(dead, options);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    return untilConverged(() => this.#shard.isInSync(0), { timeoutMs, pollMs, signal: this.#context.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#sentinels[Symbol.dispose]();
    // The observer's last requests end when the servers do.
    await Promise.all([this.#replication[Symbol.asyncDispose](), this.#fleet[Symbol.asyncDispose]()]);
  }

  #zoneFor(index: number): number {
    return (index % this.#plan.zones) + 1;
  }

  #dataSlot(zone: number): Promise<NodeSlot> {
    this.#dataNodesStarted += 1;
    const role = this.#dataNodesStarted === 1 ? 'primary' : 'replica';
    return this.#fleet.reserve(`n${this.#dataNodesStarted}`, role, 0, zone);
  }

  #hear(event: ClusterEvent): void {
    if (event.type === 'role-changed' && event.to === 'primary') {
      this.#primary = event.node;
      const sentinels = this.#sentinels.nodes.filter(({ running }) => running);
      for (const node of this.#lateComers.unknownTo(sentinels)) this.#follow(node, event.node);
    }
    this.#context.onEvent(event);
  }

  /**
   * `cache 127.0.1.1 7001 127.0.1.2 7002`: from, to. A node promoted earlier and not demoted since does not change its role
   * when promoted again.
   */
  #hearSwitch(detail: string): void {
    const [, , , host = '', port = ''] = detail.split(' ');
    const node = this.#fleet.nodeAt(host, Number(port));
    if (node?.role === 'primary' && !this.#primary?.running) this.#primary = node;
  }

  /** As an operator would do with a replica that the sentinels did not know at the failover. */
  #follow(node: ClusterNode, primary: ClusterNode): void {
    if (node === primary) return;
    const { host, port } = announcedBy(primary);
    // A replica that can't be reconfigured stays behind, and the run reports that it has not joined.
    void this.#fleet
      .connectionOf(node)
      .replicaof(host, port)
      .catch(() => undefined);
  }

  #dataNodes(): ClusterNode[] {
    return this.#fleet.nodes.filter((node) => node.shard !== null);
  }
}
