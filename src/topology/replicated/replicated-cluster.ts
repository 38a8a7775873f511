import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { startOrEnd } from '../../errors/start-or-end.js';
import type { ClientView } from '../../model/client-view.js';
import type { NodeDescription } from '../../model/node.js';
import { announcedBy, type ClusterNode, type LaunchedNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import { untilConverged, untilStarted } from '../converge.js';
import type { DataAccess } from '../data-access.js';
import { dataNodeStarter, type StartDataNode } from '../data-node.js';
import { NodeFleet, type NodeSlot } from '../node-fleet.js';
import type { NodesPlan } from '../nodes-plan.js';
import { redisDataAccess } from '../redis-data.js';
import type { ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import { createSecurity, type NodeSecurity } from '../security/node-security.js';
import { ShardReplication } from '../shard-replication.js';
import type { LaunchedCluster, RestartOptions, StartContext } from '../topology.js';

const startTimeoutMs = 20_000;
const pollMs = 10;

/** Starts one primary and its replicas, all at once, and waits until every replica is in sync; nothing promotes a replica. */
export async function startReplicatedCluster(plan: NodesPlan, context: StartContext): Promise<LaunchedCluster> {
  const cluster = new ReplicatedCluster(plan, context, await createSecurity(plan, context.folder));
  return startOrEnd(cluster, () => cluster.start());
}

class ReplicatedCluster implements LaunchedCluster {
  readonly shardCount = 1;
  readonly failoverMethod = 'failover';
  readonly data: DataAccess;
  readonly security: NodeSecurity;
  readyMs = 0;
  #plan: NodesPlan;
  #context: StartContext;
  #fleet: NodeFleet<Redis>;
  #replication: ReplicationObserver;
  #startNode: StartDataNode;
  #shard = new ShardReplication(this);

  constructor(plan: NodesPlan, context: StartContext, security: NodeSecurity) {
    this.security = security;
    this.#plan = plan;
    this.#context = context;
    this.#fleet = new NodeFleet(plan, context, redisControl(security.access));
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
    return { kind: 'single', endpoint: this.#first().clientAddress, access: this.security.access };
  }

  shardOf(): number {
    return 0;
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    const nodeSlots: NodeSlot[] = [];
    for (let index = 0; index <= this.#plan.replicas; index += 1) {
      const role = index === 0 ? 'primary' : 'replica';
      nodeSlots.push(await this.#fleet.reserve(`n${index + 1}`, role, 0, (index % this.#plan.zones) + 1));
    }
    const [primary, ...replicas] = nodeSlots as [NodeSlot, ...NodeSlot[]];
    const primaryAddress = announcedBy(primary);
    await Promise.all([
      this.#startNode(primary, null),
      ...replicas.map((slot) => this.#startNode(slot, primaryAddress)),
    ]);
    await untilStarted(() => this.#inSync(), {
      ...{ timeoutMs: startTimeoutMs, pollMs, signal: this.#context.signal },
      describe: () => this.#shard.describe(),
      advice: 'fewer nodes, or check the logs with --keep.',
    });
    this.readyMs = monotonicMs() - startMs;
  }

  describe(): readonly NodeDescription[] {
    return this.#fleet.describe();
  }

  nodeAt(host: string, port: number): ClusterNode | undefined {
    return this.#fleet.nodeAt(host, port);
  }

  primaryOf(): ClusterNode | undefined {
    return this.nodes.find((node) => node.role === 'primary' && node.running);
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

  /** A primary is attached when it is serving, a replica when its primary lists it. */
  isAttached(node: ClusterNode): boolean {
    if (node.role === 'primary') return node.running && this.#replication.latest(node)?.role === 'primary';
    return this.#shard.isAttached(node);
  }

  /** An empty server replaces the dead one at the same address: clients know no other. */
  async replace(dead: ClusterNode): Promise<ClusterNode> {
    await this.#fleet.restart(dead, { empty: true });
    return dead;
  }

  restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    return this.#fleet.restart(dead, options);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    // Nothing comes back by itself.
    if (!this.nodes.some(({ running }) => running)) return true;
    return untilConverged(() => this.#inSync(), { timeoutMs, pollMs, signal: this.#context.signal });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The observer's last requests end when the servers do.
    await Promise.all([this.#replication[Symbol.asyncDispose](), this.#fleet[Symbol.asyncDispose]()]);
  }

  /** Whether the primary answers now (its last report may be from a previous process), and its live replicas follow it. */
  async #inSync(): Promise<boolean> {
    const primary = this.primaryOf();
    if (primary === undefined || !this.#shard.isInSync(0)) return false;
    const answer = this.#fleet.connectionOf(primary).ping();
    return (await answer.catch(() => '')) === 'PONG';
  }

  #first(): ClusterNode {
    const first = this.nodes.find(({ id }) => id === 'n1');
    if (first === undefined) throw new Error('the cluster has not started');
    return first;
  }
}
