import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError, UsageError } from '../errors/errors.js';
import type { FaultDefinition, Injection } from '../fault/fault.js';
import { type FaultName, faults } from '../fault/registry.js';
import type { FaultPlan, TopologyPlan } from '../model/scenario.js';
import type { RunLog } from '../progress/run-log.js';
import { forkRandom } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { HealResult, SessionFault } from './control-protocol.js';

/** A fault requested now. `afterMs` null: it stays until healed. */
export interface FaultOrder {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly recover: FaultPlan['recover'];
  readonly afterMs: number | null;
}

export interface SessionContext {
  readonly cluster: Cluster;
  readonly topology: TopologyPlan;
  /** Whether clients connect through relays. */
  readonly relays: boolean;
  readonly log: Pick<RunLog, 'add' | 'warn'>;
  readonly seed: number;
  /** Zero of the session clock, on the monotonic clock. */
  readonly startMs: number;
}

interface ActiveFault {
  readonly fault: SessionFault;
  readonly injection: Injection;
}

/** A cluster with faults injected and healed on request instead of on schedule. Disposing it heals what can be healed. */
export class Session implements AsyncDisposable {
  #context: SessionContext;
  #active: ActiveFault[] = [];
  #replaced = new Set<ClusterNode>();
  #strikes = 0;
  #stop = new AbortController();
  #recoveries = new Set<Promise<void>>();
  /** One request at a time: a target must not be resolved while another fault strikes it. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(context: SessionContext) {
    this.#context = context;
  }

  /** Active faults, oldest first. */
  get activeFaults(): readonly SessionFault[] {
    return this.#active.map(({ fault }) => fault);
  }

  isReplaced(node: ClusterNode): boolean {
    return this.#replaced.has(node);
  }

  /**
   * Strikes, and resolves once the fault has proved its effect (or could not); a recovery follows later. Throws UsageError
   * if the order is inconsistent or this cluster can't have the fault, as in the scenario check, and EnvironmentError if
   * there is nothing left to strike.
   */
  strike(order: FaultOrder): Promise<SessionFault> {
    return this.#inTurn(() => this.#strike(order));
  }

  /** Heals every fault in reverse order, and brings dead nodes back on request. Harmless without active faults. */
  heal(recover: FaultPlan['recover']): Promise<HealResult> {
    return this.#inTurn(async () => {
      const healed: SessionFault[] = [];
      for (const active of [...this.#active].reverse()) {
        await this.#healOne(active);
        healed.push(active.fault);
      }
      const dead = this.#deadNodes();
      const started = recover === 'none' ? [] : await this.#bringBack(dead, recover);
      return { healed, started, down: this.#deadNodes().map(({ id }) => id) };
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#last.catch(() => undefined);
    await Promise.all(this.#recoveries);
    for (const { injection, fault } of [...this.#active].reverse()) {
      await injection
        .heal()
        .catch((error: Error) => this.#context.log.warn('heal-failed', `${fault.name}: ${error.message}`));
    }
  }

  async #strike(order: FaultOrder): Promise<SessionFault> {
    const { cluster, log, seed, startMs } = this.#context;
    const { definition, options } = this.#accepted(order);
    this.#strikes += 1;
    const injection = await definition.inject(cluster, options, forkRandom(seed, `fault/${this.#strikes}`));
    const targets = injection.targets.map(({ id }) => id);
    const fault = { name: order.name, targets, proof: null, atMs: injection.injectedAtMs - startMs };
    const unproved: ActiveFault = { fault, injection };
    this.#active.push(unproved);
    log.add({ type: 'fault-injected', fault: order.name, targets }, injection.injectedAtMs);
    const proof = (await injection.prove()) ?? null;
    const active = { ...unproved, fault: { ...fault, proof } };
    this.#active[this.#active.indexOf(unproved)] = active;
    if (proof === null) log.warn('fault-had-no-effect', `${order.name} could not prove that it had an effect.`);
    if (order.afterMs !== null) this.#recoverLater(active, order.recover, injection.injectedAtMs + order.afterMs);
    return active.fault;
  }

  #accepted({ name, options, recover, afterMs }: FaultOrder) {
    const { topology, relays } = this.#context;
    const definition: FaultDefinition | undefined = Object.hasOwn(faults, name) ? faults[name as FaultName] : undefined;
    if (definition === undefined)
      throw new UsageError(
        `The program that keeps the cluster knows no fault ${JSON.stringify(name)}. It knows ${Object.keys(faults).join(', ')}.`,
      );
    const parsed = definition.options.safeParse(options);
    if (!parsed.success)
      throw new UsageError(`The program that keeps the cluster does not know these options of ${name}.`);
    if (definition.leavesZombie && recover !== 'none')
      throw new UsageError(
        `${name} leaves its target alive, so that there is nothing to ${recover}. Leave --recover out; --after heals it.`,
      );
    if (recover !== 'none' && afterMs === null)
      throw new UsageError('--recover needs --after: the time from the fault to the recovery.');
    if ((definition.needsRelays || definition.needsRelaysWith?.(parsed.data)) && !relays)
      throw new UsageError(
        `${name} needs relays in front of the nodes, and this cluster has none. Start one without --no-relays.`,
      );
    const refusal = definition.refusal(topology, parsed.data);
    if (refusal !== undefined) throw new UsageError(`This cluster can't have ${name}: ${refusal}.`);
    return { definition, options: parsed.data };
  }

  #recoverLater(active: ActiveFault, recover: FaultPlan['recover'], atMs: number): void {
    const recovery = this.#recoverAt(active, recover, atMs).catch((error: Error) => {
      if (!this.#stop.signal.aborted)
        this.#context.log.warn('recovery-failed', `${active.fault.name}: ${error.message}`);
    });
    this.#recoveries.add(recovery);
    void recovery.then(() => this.#recoveries.delete(recovery));
  }

  async #recoverAt(active: ActiveFault, recover: FaultPlan['recover'], atMs: number): Promise<void> {
    await pause(atMs - monotonicMs(), this.#stop.signal);
    if (this.#stop.signal.aborted) return;
    await this.#inTurn(async () => {
      // It may have been healed in the meantime.
      if (!this.#active.includes(active)) return;
      await this.#healOne(active);
      if (recover !== 'none') await this.#bringBack(active.injection.targets, recover);
    });
  }

  async #healOne(active: ActiveFault): Promise<void> {
    const { fault, injection } = active;
    await injection.heal();
    this.#active = this.#active.filter((other) => other !== active);
    if (injection.targets.every((node) => node.process.running))
      this.#context.log.add({ type: 'fault-healed', fault: fault.name, targets: fault.targets });
  }

  async #bringBack(dead: readonly ClusterNode[], recover: Exclude<FaultPlan['recover'], 'none'>): Promise<string[]> {
    const { cluster, log } = this.#context;
    const started: string[] = [];
    for (const node of dead) {
      await node.process.kill();
      if (recover !== 'replace') await cluster.restart(node, { empty: recover === 'restart-empty' });
      const back = recover === 'replace' ? await cluster.replace(node) : node;
      if (back !== node) this.#replaced.add(node);
      log.add({ type: 'node-started', node: back.id, role: back.role, zone: back.zone });
      started.push(back.id);
    }
    return started;
  }

  #deadNodes(): ClusterNode[] {
    return this.#context.cluster.nodes.filter((node) => !node.process.running && !this.#replaced.has(node));
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#stop.signal.aborted) throw new EnvironmentError('The cluster is being ended.');
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
