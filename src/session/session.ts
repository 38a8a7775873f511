import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError, UsageError } from '../errors/errors.js';
import { noSurroundings } from '../fault/fault.js';
import { chooseFault } from '../fault/fault-plan.js';
import { faultRefusal, needsOf } from '../fault/needs.js';
import { faultNamed, faults } from '../fault/registry.js';
import type { Recovery, Trigger } from '../model/scenario.js';
import { isKeyOf } from '../model/table.js';
import type { RunLog } from '../progress/run-log.js';
import { forkRandom } from '../random/random.js';
import type { FaultOrder, FaultOutcome } from '../strike/fault-outcome.js';
import { Strikes } from '../strike/strikes.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { TopologyPlan } from '../topology/topology-plan.js';
import type { HealResult, SessionFault } from './control-protocol.js';

/** A fault requested now by another program, which may know faults that this one doesn't. `afterMs` null: it stays until healed. */
export interface SessionOrder extends Pick<FaultOrder, 'recover'> {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly afterMs: number | null;
}

export interface SessionContext {
  readonly cluster: Cluster;
  readonly topology: TopologyPlan;
  /** Whether clients connect through relays. */
  readonly relays: boolean;
  readonly log: Pick<RunLog, 'add' | 'warn' | 'listen'>;
  readonly seed: number;
  /** Zero of the session clock, on the monotonic clock. */
  readonly startMs: number;
}

/** A cluster with faults injected and healed on request instead of on schedule. Disposing it heals what can be healed. */
export class Session implements AsyncDisposable {
  #context: SessionContext;
  #strikes: Strikes;
  /** Neither healed nor recovered, oldest first. */
  #active: FaultOutcome[] = [];
  #orders = 0;
  #stop = new AbortController();
  #recoveries = new Set<Promise<void>>();
  /** One request at a time: a target must not be resolved while another fault strikes it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: SessionContext) {
    const { cluster, log } = context;
    this.#context = context;
    this.#strikes = new Strikes({
      cluster,
      surroundings: noSurroundings,
      log,
      // A session has no load.
      inFlight: () => 0,
      onMilestone: ({ order, shards }, trigger, atMs) => {
        const milestone = reportedMilestones[trigger];
        if (milestone === undefined) return;
        for (const shard of shards) log.add({ type: 'milestone', fault: order.name, shard, milestone }, atMs);
      },
      signal: this.#stop.signal,
    });
  }

  /** Active faults, oldest first. */
  get activeFaults(): readonly SessionFault[] {
    return this.#active.map((outcome) => this.#describe(outcome));
  }

  isReplaced(node: ClusterNode): boolean {
    return this.#strikes.isReplaced(node);
  }

  /**
   * Strikes, and resolves once the fault has proved its effect (or could not); a recovery follows later. Throws UsageError
   * if the order is inconsistent or this cluster can't have the fault, as in the scenario check, and EnvironmentError if
   * there is nothing left to strike.
   */
  strike(order: SessionOrder): Promise<SessionFault> {
    return this.#inTurn(async () => {
      const accepted = this.#accepted(order);
      this.#orders += 1;
      const random = forkRandom(this.#context.seed, `fault/${this.#orders}`);
      const outcome = await this.#strikes.strike(accepted, random, (struck) => this.#active.push(struck));
      await this.#strikes.prove(outcome);
      if (order.afterMs !== null) this.#recoverLater(outcome, outcome.injectedAtMs + order.afterMs);
      return this.#describe(outcome);
    });
  }

  /**
   * Heals every fault in reverse order, and brings dead nodes back on request. Harmless without active faults. Throws
   * EnvironmentError if a node could not be brought back, after trying the others.
   */
  heal(recover: Recovery): Promise<HealResult> {
    return this.#inTurn(async () => {
      const healed = [...this.#active].reverse();
      for (const outcome of healed) await this.#recover(outcome, 'none');
      const { back, failures } =
        recover === 'none' ? { back: [], failures: [] } : await this.#strikes.bringBackDead(recover);
      if (failures.length > 0) throw new EnvironmentError(failures.join(' '));
      return {
        healed: healed.map((outcome) => this.#describe(outcome)),
        started: back.map(({ id }) => id),
        down: this.#strikes.deadNodes.map(({ id }) => id),
      };
    });
  }

  /**
   * When a fault first reached a milestone, in ms on the session's clock; null if not within `timeoutMs`. Throws UsageError if
   * there was no such fault.
   */
  async reached(number: number, milestone: Trigger, timeoutMs: number): Promise<number | null> {
    const outcome = this.#strikes.outcomes[number - 1];
    if (outcome === undefined) throw new UsageError(`This cluster has had no fault number ${number}.`);
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(timeoutMs)]);
    const atMs = await this.#strikes.until(() => outcome.reached.get(milestone), signal);
    return atMs === undefined ? null : atMs - this.#context.startMs;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#last.catch(() => undefined);
    await Promise.all(this.#recoveries);
    await this.#strikes.healAll(this.#active);
    await this.#strikes[Symbol.asyncDispose]();
  }

  #accepted({ name, options, recover, afterMs }: SessionOrder): FaultOrder {
    const { topology, relays } = this.#context;
    if (!isKeyOf(faults, name))
      throw new UsageError(
        `The program that keeps the cluster knows no fault ${JSON.stringify(name)}. Faults: ${Object.keys(faults).join(', ')}.`,
      );
    const definition = faultNamed(name);
    if (!definition.options.safeParse(options).success)
      throw new UsageError(`The program that keeps the cluster does not know these options of ${name}.`);
    const choice = chooseFault(name, options);
    const refusal = faultRefusal(choice, { topology, origin: null, workload: null });
    if (refusal !== undefined) throw new UsageError(`This cluster doesn't support ${name}: ${refusal}.`);
    if (definition.leavesZombie && recover !== 'none')
      throw new UsageError(
        `${name} leaves its target alive, so there is nothing to ${recover}. Leave out --recover; --after heals it.`,
      );
    if (recover !== 'none' && afterMs === null)
      throw new UsageError('--recover needs --after: the time from the fault to the recovery.');
    if (needsOf(choice).includes('relays') && !relays)
      throw new UsageError(
        `${name} needs relays in front of the nodes, but this cluster has none. Start one without --no-relays.`,
      );
    return { ...choice, recover };
  }

  #recoverLater(outcome: FaultOutcome, atMs: number): void {
    const recovery = this.#recoverAt(outcome, atMs).catch((error: Error) => {
      if (!this.#stop.signal.aborted)
        this.#context.log.warn('recovery-failed', `${outcome.order.name}: ${error.message}`);
    });
    this.#recoveries.add(recovery);
    void recovery.then(() => this.#recoveries.delete(recovery));
  }

  async #recoverAt(outcome: FaultOutcome, atMs: number): Promise<void> {
    await pause(atMs - monotonicMs(), this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    await this.#inTurn(async () => {
      // It may have been healed in the meantime.
      if (this.#active.includes(outcome)) await this.#recover(outcome, outcome.order.recover);
    });
  }

  async #recover(outcome: FaultOutcome, way: Recovery): Promise<void> {
    await this.#strikes.recover(outcome, way);
    this.#active = this.#active.filter((other) => other !== outcome);
  }

  #describe(outcome: FaultOutcome): SessionFault {
    const { order, targetIds, injectedAtMs, proof } = outcome;
    return {
      number: this.#strikes.outcomes.indexOf(outcome) + 1,
      name: order.name,
      targets: [...targetIds],
      proof,
      atMs: injectedAtMs - this.#context.startMs,
    };
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#stop.signal.aborted) throw new EnvironmentError('The cluster is shutting down.');
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}

/** Consequences that no server event reports, named as in a run's record. */
const reportedMilestones: Partial<Record<Trigger, string>> = {
  joined: 'replacementJoined',
  redundant: 'redundancyRestored',
};
