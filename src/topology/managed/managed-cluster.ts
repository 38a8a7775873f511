import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { EnvironmentError, InternalError } from '../../errors/errors.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import type { ClientView } from '../../model/client-view.js';
import { announcedBy, type ClusterEvent, type ClusterNode, type LaunchedNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import type { ControlPlane } from '../control-plane.js';
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
import { Controller } from './controller.js';
import { ServiceEndpoints } from './endpoints.js';
import type { ManagedPlan } from './managed-options.js';

const startTimeoutMs = 20_000;
const primaryTimeoutMs = 30_000;
const pollMs = 10;

/** Starts all nodes at once, waits until every replica is in sync, and opens the endpoints. */
export async function startManagedCluster(plan: ManagedPlan, context: StartContext): Promise<LaunchedCluster> {
  const cluster = new ManagedCluster(plan, context, await createSecurity(plan, context.folder));
  return startOrEnd(cluster, () => cluster.start());
}

class ManagedCluster implements LaunchedCluster {
  readonly shardCount = 1;
  readonly failoverMethod = 'failover';
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: ManagedPlan;
  #context: StartContext;
  #control: ControlPlane<Redis>;
  #fleet: NodeFleet<Redis>;
  #replication: ReplicationObserver;
  #startNode: StartDataNode;
  #shard = new ShardReplication(this);
  #first: ClusterNode | undefined;
  #service: { readonly endpoints: ServiceEndpoints; readonly controller: Controller } | undefined;
  /** When the primary endpoint began to lead to a node. */
  #ledSinceMs = new Map<ClusterNode, number>();
  #nodeCount = 0;

  constructor(plan: ManagedPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#context = context;
    // Endpoints are relays, whether or not the scenario needs others. They have the chosen ports, not the nodes.
    this.#control = redisControl(security.access);
    this.#fleet = new NodeFleet({ ...plan, basePort: null }, { ...context, clientRelays: true }, this.#control);
    this.#replication = new ReplicationObserver((event) => context.onEvent(event));
    this.#startNode = dataNodeStarter({ plan, security, fleet: this.#fleet, replication: this.#replication });
    this.data = redisDataAccess((node) => this.#fleet.connectionOf(node));
  }

  get nodes(): readonly LaunchedNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    const { primary, reader } = this.#started.endpoints;
    const { access } = this.security;
    return { kind: 'single', endpoint: primary, access, service: { reader } };
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    const slots: NodeSlot[] = [];
    for (let index = 0; index <= this.#plan.replicas; index += 1)
      slots.push(await this.#reserve((index % this.#plan.zones) + 1));
    const [primarySlot, ...replicaSlots] = slots as [NodeSlot, ...NodeSlot[]];
    const primaryAddress = announcedBy(primarySlot);
    const [primary, ...replicas] = await Promise.all([
      this.#startNode(primarySlot, null),
      ...replicaSlots.map((slot) => this.#startNode(slot, primaryAddress)),
    ]);
    this.#first = primary;
    const { signal } = this.#context;
    await untilStarted(() => this.#shard.isInSync(0), {
      ...{ timeoutMs: startTimeoutMs, pollMs, signal },
      describe: () => this.#shard.describe(),
      advice: 'fewer nodes, or check the logs with --keep.',
    });
    await this.#open(primary, replicas);
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

  ledSinceMs(node: ClusterNode, endpoint: string): number | undefined {
    const { host, port } = this.#started.endpoints.primary;
    return endpoint === `${host}:${port}` ? this.#ledSinceMs.get(node) : undefined;
  }

  primaryOf(): ClusterNode | undefined {
    const primary = this.#service?.controller.primary ?? this.#first;
    return primary?.running ? primary : undefined;
  }

  replicasOf(): readonly ClusterNode[] {
    return this.nodes.filter((node) => node.role === 'replica' && node.running);
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

  /** A new node in the zone of the dead one copies the data of the current primary. */
  async replace(dead: ClusterNode): Promise<ClusterNode> {
    const { signal } = this.#context;
    const isOther = () => (this.primaryOf() === dead ? undefined : this.primaryOf());
    const primary = await waitFor(isOther, { timeoutMs: primaryTimeoutMs, pollMs, signal });
    if (primary === undefined)
      throw new EnvironmentError(
        `${dead.id} was not replaced: no primary came up within ${primaryTimeoutMs / 1000} s.`,
      );
    const slot = await this.#reserve(zoneNumber(dead.zone));
    const node = await this.#startNode(slot, announcedBy(primary));
    this.#started.controller.watch(node);
    return node;
  }

  restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    return this.#fleet.restart(dead, options);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    return untilConverged(() => this.#shard.isInSync(0), { timeoutMs, pollMs, signal: this.#context.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The last requests of the observer and the controller end when the servers do.
    await Promise.all([
      this.#service?.controller[Symbol.asyncDispose](),
      this.#replication[Symbol.asyncDispose](),
      this.#fleet[Symbol.asyncDispose](),
    ]);
  }

  get #started() {
    if (this.#service === undefined) throw new InternalError('The managed service has not started.');
    return this.#service;
  }

  #reserve(zone: number): Promise<NodeSlot> {
    this.#nodeCount += 1;
    const role = this.#nodeCount === 1 ? 'primary' : 'replica';
    return this.#fleet.reserve(`n${this.#nodeCount}`, role, 0, zone);
  }

  async #open(primary: ClusterNode, replicas: readonly ClusterNode[]): Promise<void> {
    const { network } = this.#fleet;
    if (network === null) throw new InternalError('A managed service was started without relays.');
    const { basePort, managed } = this.#plan;
    const { detectAfterMs, dnsDelayMs } = managed;
    const endpoints = await ServiceEndpoints.open(network, dnsDelayMs, primary, replicas, basePort);
    const service = {
      nodes: this.nodes,
      endpoints,
      answers: (node: ClusterNode) => this.#control.isServing(this.#fleet.connectionOf(node)),
      replicate: (node: ClusterNode, of: ClusterNode | null) => this.#replicate(node, of),
      isAttached: (node: ClusterNode) => this.isAttached(node),
      replicationOf: (node: ClusterNode) => this.replicationOf(node),
      onEvent: (event: ClusterEvent) => this.#hear(event),
    };
    this.#service = { endpoints, controller: new Controller(primary, service, detectAfterMs) };
  }

  #replicate(node: ClusterNode, primary: ClusterNode | null): Promise<unknown> {
    const connection = this.#fleet.connectionOf(node);
    if (primary === null) return connection.replicaof('NO', 'ONE');
    const { host, port } = announcedBy(primary);
    return connection.replicaof(host, port);
  }

  #hear(event: ClusterEvent): void {
    if (event.type === 'learned-primary') this.#ledSinceMs.set(event.node, event.atMs);
    this.#context.onEvent(event);
  }
}
