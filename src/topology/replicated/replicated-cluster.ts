import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import { waitFor } from '../../clock/wait.js';
import { EnvironmentError, InterruptedError } from '../../errors/errors.js';
import { openAccess } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import type { Endpoint, NodeDescription } from '../../model/node.js';
import type { TopologyPlan } from '../../model/scenario.js';
import type { ClusterNode } from '../cluster.js';
import { redisControl } from '../control-connection.js';
import { configOf } from '../node-config.js';
import { type Berth, NodeFleet } from '../node-fleet.js';
import { redisDataAccess } from '../redis-data.js';
import { writeRedisFiles } from '../redis-node.js';
import type { AttachedReplica, ReplicationInfo } from '../replication-info.js';
import { ReplicationObserver } from '../replication-observer.js';
import type { Cluster, DataAccess, RestartOptions, StartContext } from '../topology.js';

const startTimeoutMs = 20_000;
const convergencePollMs = 10;

/** Starts one primary and its replicas, all at once, and waits until every replica is in sync; nobody promotes anybody. */
export async function startReplicatedCluster(plan: TopologyPlan, context: StartContext): Promise<Cluster> {
  const cluster = new ReplicatedCluster(plan, context);
  try {
    await cluster.start();
    return cluster;
  } catch (error) {
    await cluster[Symbol.asyncDispose]();
    throw error;
  }
}

class ReplicatedCluster implements Cluster {
  readonly shardCount = 1;
  readonly data: DataAccess;
  readyMs = 0;
  #plan: TopologyPlan;
  #context: StartContext;
  #fleet: NodeFleet<Redis>;
  #replication: ReplicationObserver;

  constructor(plan: TopologyPlan, context: StartContext) {
    this.#plan = plan;
    this.#context = context;
    this.#fleet = new NodeFleet(plan, context, redisControl);
    this.#replication = new ReplicationObserver((event) => context.onEvent(event));
    this.data = redisDataAccess((node) => this.#fleet.connectionOf(node));
  }

  get nodes(): readonly ClusterNode[] {
    return this.#fleet.nodes;
  }

  get network() {
    return this.#fleet.network;
  }

  get clientView(): ClientView {
    return { kind: 'single', endpoint: this.#first().clientAddress, access: openAccess };
  }

  shardOf(): number {
    return 0;
  }

  async start(): Promise<void> {
    const startMs = monotonicMs();
    const berths: Berth[] = [];
    for (let index = 0; index <= this.#plan.replicas; index += 1) {
      const role = index === 0 ? 'primary' : 'replica';
      berths.push(await this.#fleet.berth(`n${index + 1}`, role, 0, (index % this.#plan.zones) + 1));
    }
    const [primary, ...replicas] = berths as [Berth, ...Berth[]];
    const primaryAddress = primary.links?.announced ?? primary.address;
    await Promise.all([
      this.#startNode(primary, null),
      ...replicas.map((berth) => this.#startNode(berth, primaryAddress)),
    ]);
    const converged = await this.converge(startTimeoutMs);
    if (this.#context.signal.aborted) throw new InterruptedError('Interrupted while the cluster was starting.');
    if (!converged)
      throw new EnvironmentError(
        `The cluster did not converge within ${startTimeoutMs / 1000} s: not every replica was in sync with the primary. ` +
          'Try: fewer nodes, or look into the logs with --keep.',
      );
    this.readyMs = monotonicMs() - startMs;
  }

  describe(): readonly NodeDescription[] {
    return this.#fleet.describe();
  }

  nodeAt(host: string, port: number): ClusterNode | undefined {
    return this.#fleet.nodeAt(host, port);
  }

  primaryOf(): ClusterNode | undefined {
    return this.nodes.find((node) => node.role === 'primary' && node.process.running);
  }

  replicasOf(): readonly ClusterNode[] {
    return this.nodes.filter((node) => node.role === 'replica' && node.process.running);
  }

  replicationOf(node: ClusterNode): ReplicationInfo | undefined {
    return this.#replication.latest(node);
  }

  isRedundant(): boolean {
    const primary = this.primaryOf();
    if (primary === undefined || this.#replication.latest(primary)?.role !== 'primary') return false;
    const inTime = this.#attachedReplicas().filter(
      // A primary names a replica for a while after its end.
      ({ host, port, online, lagSeconds }) =>
        online && lagSeconds <= 1 && this.#fleet.nodeAt(host, port)?.process.running,
    );
    return inTime.length >= this.#plan.replicas;
  }

  /** A primary is in its place when it serves, a replica when its primary names it. */
  isAttached(node: ClusterNode): boolean {
    if (node.role === 'primary') return node.process.running && this.#replication.latest(node)?.role === 'primary';
    return this.#attachedReplicas().some(({ host, port, online }) => online && this.#fleet.nodeAt(host, port) === node);
  }

  /** An empty server takes the place of the dead one, at its address: clients know no other. */
  async replace(dead: ClusterNode): Promise<ClusterNode> {
    await this.#fleet.restart(dead, { empty: true });
    return dead;
  }

  restart(dead: ClusterNode, options?: RestartOptions): Promise<void> {
    return this.#fleet.restart(dead, options);
  }

  async converge(timeoutMs: number): Promise<boolean> {
    const { signal } = this.#context;
    const found = await waitFor(async () => ((await this.#inSync()) ? true : undefined), {
      timeoutMs,
      pollMs: convergencePollMs,
      // After an interruption the cluster is awaited all the same, to be read back: the caller gives less time.
      ...(!signal.aborted && { signal }),
    });
    return found === true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    // The observer's last questions end when the servers do.
    await Promise.all([this.#replication[Symbol.asyncDispose](), this.#fleet[Symbol.asyncDispose]()]);
  }

  async #startNode(berth: Berth, replicaOf: Endpoint | null): Promise<void> {
    const { address, links, dataDir } = berth;
    const files = { address, announced: links?.announced ?? null, replicaOf, config: configOf(this.#plan, berth.id) };
    const node = await this.#fleet.start(berth, await writeRedisFiles(dataDir, files));
    this.#replication.watch(node, this.#fleet.connectionOf(node));
  }

  /** The primary answers now (what it said last may be of the process before it), and its live replicas follow it. */
  async #inSync(): Promise<boolean> {
    const primary = this.primaryOf();
    if (primary === undefined || this.#replication.latest(primary)?.role !== 'primary') return false;
    const answer = await this.#fleet
      .connectionOf(primary)
      .ping()
      .catch(() => '');
    return (
      answer === 'PONG' &&
      this.replicasOf().every((node) => this.isAttached(node) && this.#replication.latest(node)?.linkUp === true)
    );
  }

  /** The replicas that the primary names. */
  #attachedReplicas(): readonly AttachedReplica[] {
    const primary = this.primaryOf();
    return (primary && this.#replication.latest(primary)?.replicas) ?? [];
  }

  #first(): ClusterNode {
    const first = this.nodes.find(({ id }) => id === 'n1');
    if (first === undefined) throw new Error('the cluster has not started');
    return first;
  }
}
