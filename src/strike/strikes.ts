import { setMaxListeners } from 'node:events';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import type { Surroundings } from '../fault/fault.js';
import type { Recovery } from '../model/scenario.js';
import type { RunLog } from '../progress/run-log.js';
import type { Random } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { type FaultOrder, type FaultOutcome, strike } from './fault-outcome.js';
import { FaultWatch, type MilestoneListener } from './fault-watch.js';
import { NodeReturns, type Returned } from './node-returns.js';

export interface StrikesContext {
  readonly cluster: Cluster;
  readonly surroundings: Surroundings;
  readonly log: Pick<RunLog, 'add' | 'warn' | 'listen'>;
  /** Number of operations that our own load has in flight. */
  readonly inFlight: () => number;
  /** Called for each consequence of a strike. */
  readonly onMilestone?: MilestoneListener;
  /** Ends the watch for redundancy. */
  readonly signal: AbortSignal;
}

/**
 * The life of every fault that strikes one cluster: strike, proof, consequences, healing, return of nodes. The caller decides
 * when: a run by its schedule, a session on request.
 */
export class Strikes implements AsyncDisposable {
  /** In the order in which they struck. */
  readonly outcomes: FaultOutcome[] = [];
  #context: StrikesContext;
  #watch: FaultWatch;
  #returns: NodeReturns;
  #listening: Disposable;
  #stopJoins = new AbortController();
  #watching: Promise<void>[] = [];
  #joining: Promise<void>[] = [];

  constructor(context: StrikesContext) {
    const { cluster, log, signal, onMilestone = () => {} } = context;
    this.#context = context;
    this.#watch = new FaultWatch(cluster, this.outcomes, onMilestone);
    this.#returns = new NodeReturns(cluster, log);
    this.#listening = log.listen((body, atMs) => this.#watch.hear(body, atMs));
    // Every strike adds a listener.
    setMaxListeners(0, signal, this.#stopJoins.signal);
  }

  /** The dead nodes that no other node has replaced. */
  get deadNodes(): readonly ClusterNode[] {
    return this.#context.cluster.nodes.filter((node) => !node.running && !this.isReplaced(node));
  }

  isReplaced(node: ClusterNode): boolean {
    return this.#returns.isReplaced(node);
  }

  /**
   * Strikes. `onStruck` is called before the consequences are reported. Throws EnvironmentError if there is no target;
   * nothing has happened then.
   */
  async strike(order: FaultOrder, random: Random, onStruck: (outcome: FaultOutcome) => void): Promise<FaultOutcome> {
    const { log, signal } = this.#context;
    const outcome = await strike(order, this.#context, random);
    log.add({ type: 'fault-injected', fault: order.name, targets: outcome.targetIds }, outcome.injectedAtMs);
    this.outcomes.push(outcome);
    onStruck(outcome);
    this.#watch.catchUp(outcome);
    for (const shard of outcome.shards) this.#watching.push(this.#watch.followRedundancy(outcome, shard, signal));
    return outcome;
  }

  /** Has the fault prove its effect, and warns if it can't. Notes whether a primary died of it. */
  async prove(outcome: FaultOutcome): Promise<void> {
    outcome.proof = (await outcome.injection.prove()) ?? null;
    outcome.primaryDied = outcome.primaries.some(({ running }) => !running);
    if (outcome.proof === null)
      this.#context.log.warn('fault-had-no-effect', `${outcome.order.name} could not prove an effect.`);
  }

  /** Resolves with the first time that `find` returns, checking after each consequence; undefined if `signal` aborts. */
  until(find: () => number | undefined, signal: AbortSignal): Promise<number | undefined> {
    return this.#watch.until(find, signal);
  }

  /** Heals the fault, then brings its targets back. A node that can't be brought back is a warning. */
  async recover(outcome: FaultOutcome, way: Recovery): Promise<void> {
    const { injection, injectedAtMs, order } = outcome;
    const { targets } = injection;
    await injection.heal();
    if (way === 'none') {
      if (targets.every(({ running }) => running)) this.#markHealed(outcome, []);
      return;
    }
    const { back } = await this.#returns.bringBack(targets, way, { injectedAtMs, fault: order.name });
    if (back.length === targets.length) this.#markHealed(outcome, back);
  }

  /** Brings back every dead node that no other node has replaced, whatever killed it. Faults must have been healed before. */
  async bringBackDead(way: Exclude<Recovery, 'none'>): Promise<Returned> {
    const dead = this.deadNodes;
    const hit = this.outcomes.filter(({ injection }) => injection.targets.some((node) => dead.includes(node)));
    const returned = await this.#returns.bringBack(dead, way, { injectedAtMs: monotonicMs(), fault: 'heal' });
    const left = this.deadNodes;
    for (const outcome of hit)
      if (outcome.healedAtMs === null && !outcome.injection.targets.some((node) => left.includes(node)))
        this.#markHealed(outcome, returned.back);
    return returned;
  }

  /** Heals all of them, the latest first, and reads what the links discarded and what the service says. A failure is a warning. */
  async healAll(outcomes: readonly FaultOutcome[]): Promise<void> {
    for (const outcome of [...outcomes].reverse()) {
      try {
        await outcome.injection.heal();
        outcome.loss = (await outcome.injection.reportLoss?.()) ?? null;
      } catch (error) {
        this.#context.log.warn('heal-failed', `${outcome.order.name}: ${(error as Error).message}`);
      }
      try {
        outcome.serviceEvents = (await outcome.injection.serviceEvents?.()) ?? [];
      } catch (error) {
        const reason = (error as Error).message;
        this.#context.log.warn(
          'service-events-unknown',
          `${outcome.order.name}: the service's events could not be read: ${reason}`,
        );
      }
    }
  }

  /** Waits for nodes that were brought back. A node that has not joined by then counts as never joining: a warning. */
  async awaitJoins(timeoutMs: number, signal: AbortSignal): Promise<void> {
    const joined = Promise.all(this.#joining);
    await Promise.race([joined, pause(timeoutMs, AbortSignal.any([signal, this.#stopJoins.signal]))]);
    this.#stopJoins.abort();
    await joined;
    for (const outcome of this.outcomes) {
      const { order, healedAtMs, joinedAtMs } = outcome;
      if (order.recover === 'none' || healedAtMs === null || joinedAtMs !== null) continue;
      this.#context.log.warn(
        'recovery-failed',
        `${order.name}: the nodes started for ${outcome.targetIds.join(', ')} had not joined their primary ${Math.round((monotonicMs() - healedAtMs) / 1000)} s later.`,
      );
    }
  }

  /** Ends every watch; requires that `signal` has aborted. Heals nothing. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopJoins.abort();
    await Promise.all([...this.#watching, ...this.#joining]);
    this.#listening[Symbol.dispose]();
  }

  #markHealed(outcome: FaultOutcome, returned: readonly ClusterNode[]): void {
    const healedAtMs = monotonicMs();
    outcome.healedAtMs = healedAtMs;
    this.#context.log.add({ type: 'fault-healed', fault: outcome.order.name, targets: outcome.targetIds }, healedAtMs);
    this.#watch.note(outcome, 'healed', healedAtMs);
    if (returned.length > 0) this.#joining.push(this.#watch.followJoin(outcome, returned, this.#stopJoins.signal));
  }
}
