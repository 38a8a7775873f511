import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import type { ClusterEvent, ClusterNode } from '../cluster.js';
import type { ReplicationInfo } from '../replication-info.js';
import type { ServiceEndpoints } from './endpoints.js';
import { HealthChecks } from './health-checks.js';

const tickMs = 20;
/** During a planned failover, roles disagree for less than this. */
const misplacedAfterMs = 500;

export interface ControlledService {
  readonly nodes: readonly ClusterNode[];
  readonly endpoints: ServiceEndpoints;
  /** Whether a node answers a ping. */
  answers(node: ClusterNode): Promise<boolean>;
  /** Makes a node a replica of another, or with null, a primary. Rejects if it does not answer. */
  replicate(node: ClusterNode, primary: ClusterNode | null): Promise<unknown>;
  replicationOf(node: ClusterNode): ReplicationInfo | undefined;
  /** Whether the primary lists a node as an online replica. */
  isAttached(node: ClusterNode): boolean;
  onEvent(event: ClusterEvent): void;
}

/**
 * What runs a managed service: considers a silent node down, promotes the replica with the highest offset if it was the
 * primary, moves the endpoints, and keeps every other node a replica of the primary. It reaches nodes directly: only
 * nodes can be cut off from each other, not from it.
 */
export class Controller implements AsyncDisposable {
  readonly id = 'controller';
  #service: ControlledService;
  #health: HealthChecks;
  #primary: ClusterNode;
  /** The node that the primary endpoint leads to. */
  #led: ClusterNode;
  #misplacedSinceMs = new Map<ClusterNode, number>();
  #stop = new AbortController();
  #loop: Promise<void>;

  constructor(primary: ClusterNode, service: ControlledService, detectAfterMs: number) {
    this.#primary = primary;
    this.#led = primary;
    this.#service = service;
    this.#health = new HealthChecks(detectAfterMs, service.answers);
    for (const node of service.nodes) this.#health.watch(node);
    this.#loop = this.#control();
  }

  /** The node that it wants to be the primary. */
  get primary(): ClusterNode {
    return this.#primary;
  }

  watch(node: ClusterNode): void {
    this.#health.watch(node);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await Promise.all([this.#loop, this.#health[Symbol.asyncDispose](), this.#service.endpoints.stop()]);
  }

  async #control(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      for (const node of this.#health.newlyDown()) this.#reportDown(node);
      if (this.#health.isDown(this.#primary)) await this.#failOver();
      else {
        this.#adoptPlannedFailover();
        await this.#placeReplicas();
      }
      this.#moveEndpoints();
      await pause(tickMs, signal);
    }
  }

  #reportDown(node: ClusterNode): void {
    const notice = { atMs: monotonicMs(), node, by: this, detail: `${node.id} did not answer health checks` };
    this.#service.onEvent({ type: 'suspected', ...notice });
    // It decides alone.
    this.#service.onEvent({ type: 'agreed-down', ...notice });
  }

  /** Without a replica that answers, it waits for one, or for the primary itself. */
  async #failOver(): Promise<void> {
    const old = this.#primary;
    const candidates = this.#replicas().filter((node) => this.#service.replicationOf(node) !== undefined);
    const [next] = candidates.toSorted((one, other) => this.#offsetOf(other) - this.#offsetOf(one));
    if (next === undefined || !(await this.#order(next, null))) return;
    this.#primary = next;
    this.#report(next, 'replica-promoted', `${next.id} (offset ${this.#offsetOf(next)}) replaces ${old.id}`);
    await this.#repointAll();
  }

  /** A primary handed over on request (FAILOVER): the others still replicate from the old one. */
  #adoptPlannedFailover(): void {
    const isPrimary = (node: ClusterNode) => this.#service.replicationOf(node)?.role === 'primary';
    if (isPrimary(this.#primary) || this.#service.replicationOf(this.#primary) === undefined) return;
    const next = this.#live().find((node) => node !== this.#primary && isPrimary(node));
    if (next === undefined) return;
    this.#report(next, 'planned-failover', `${next.id} took over from ${this.#primary.id}`);
    this.#primary = next;
    void this.#repointAll();
  }

  /**
   * A node that restarted as a primary, or that replicates from another, becomes a replica of the current primary. A node
   * that is still copying the data of this primary keeps its link: the order changes nothing.
   */
  async #placeReplicas(): Promise<void> {
    const nowMs = monotonicMs();
    for (const node of this.#live()) {
      const info = this.#service.replicationOf(node);
      const isWanted = node === this.#primary ? info?.role === 'primary' : this.#service.isAttached(node);
      if (info === undefined || isWanted) this.#misplacedSinceMs.delete(node);
      else if (!this.#misplacedSinceMs.has(node)) this.#misplacedSinceMs.set(node, nowMs);
      else if (nowMs - (this.#misplacedSinceMs.get(node) ?? nowMs) >= misplacedAfterMs) {
        this.#misplacedSinceMs.delete(node);
        await this.#place(node);
      }
    }
  }

  async #repointAll(): Promise<void> {
    await Promise.all(this.#live().map((node) => (node === this.#primary ? undefined : this.#place(node))));
  }

  #place(node: ClusterNode): Promise<boolean> {
    return this.#order(node, node === this.#primary ? null : this.#primary);
  }

  #moveEndpoints(): void {
    const primary = this.#primary;
    const moved = this.#service.endpoints.follow(primary, this.#replicas());
    void moved?.then((hasMoved) => {
      if (!hasMoved || primary === this.#led) return;
      this.#led = primary;
      const atMs = monotonicMs();
      this.#service.onEvent({ type: 'learned-primary', atMs, node: primary, by: { id: 'endpoint' } });
    });
  }

  #report(node: ClusterNode, name: string, detail: string): void {
    this.#service.onEvent({ type: 'server-event', atMs: monotonicMs(), node, name, detail });
  }

  #live(): readonly ClusterNode[] {
    return this.#service.nodes.filter((node) => node.running && !this.#health.isDown(node));
  }

  #replicas(): readonly ClusterNode[] {
    return this.#live().filter((node) => node !== this.#primary);
  }

  #offsetOf(node: ClusterNode): number {
    return this.#service.replicationOf(node)?.offset ?? -1;
  }

  /** Whether the node obeyed; one that did not gets the order again. */
  async #order(node: ClusterNode, primary: ClusterNode | null): Promise<boolean> {
    return this.#service.replicate(node, primary).then(
      () => true,
      () => false,
    );
  }
}
