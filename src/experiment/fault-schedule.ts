import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import type { FaultDefinition, Injection } from '../fault/fault.js';
import { type FaultName, faults } from '../fault/registry.js';
import type { HostLossReport } from '../link/relay-protocol.js';
import type { InFlight } from '../model/run-record.js';
import type { FaultPlan } from '../model/scenario.js';
import { forkRandom } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { RunLog } from './run-log.js';

const redundancyPollMs = 20;

/** What became of one planned fault. Moments are on the monotonic clock; null: never. */
export interface FaultOutcome {
  readonly plan: FaultPlan;
  readonly definition: FaultDefinition;
  readonly injection: Injection;
  /** Shards whose primary was a target. */
  readonly struckPrimariesOf: readonly number[];
  readonly clientOperations: number;
  readonly replicationOffsets: InFlight['replicationOffsets'];
  proof: string | null;
  healedAtMs: number | null;
  joinedAtMs: number | null;
  redundantAtMs: number | null;
  /** What the links threw away, asked when the run is over. */
  loss: HostLossReport | null;
}

export interface FaultScheduleContext {
  readonly cluster: Cluster;
  readonly log: RunLog;
  readonly seed: number;
  readonly inFlight: () => number;
  /** Hears of each fault that has struck. */
  readonly onStrike: () => void;
}

/** Strikes each planned fault at its moment, heals it, and brings a node back where the plan says so. */
export class FaultSchedule {
  readonly outcomes: FaultOutcome[] = [];
  #context: FaultScheduleContext;
  #stop = new AbortController();
  #running: Promise<void>[];
  #watching: Promise<void>[] = [];

  /** `epochMs` on the monotonic clock. */
  constructor(plans: readonly FaultPlan[], epochMs: number, context: FaultScheduleContext) {
    this.#context = context;
    this.#running = plans.map((plan, index) => this.#carryOut(plan, index, epochMs));
  }

  /** No fault strikes from now on; those that have struck are healed, the last first, and recoveries under way end. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#running);
    for (const outcome of [...this.outcomes].reverse()) {
      try {
        await outcome.injection.heal();
        outcome.loss = await outcome.injection.reportLoss();
      } catch (error) {
        this.#context.log.warn('heal-failed', `${outcome.plan.name}: ${(error as Error).message}`);
      }
    }
    await Promise.all(this.#watching);
  }

  async #carryOut(plan: FaultPlan, index: number, epochMs: number): Promise<void> {
    const { log } = this.#context;
    const { signal } = this.#stop;
    try {
      await pause(epochMs + plan.atMs - monotonicMs(), signal);
      if (signal.aborted)
        return log.warn('fault-not-injected', `${plan.name} was planned for ${plan.atMs} ms; the load ended before.`);
      const outcome = await this.#strike(plan, index);
      this.#watching.push(this.#watchRedundancy(outcome));
      await pause(outcome.injection.injectedAtMs + plan.afterMs - monotonicMs(), signal);
      await this.#recover(outcome);
    } catch (error) {
      log.warn('fault-failed', `${plan.name}: ${(error as Error).message}`);
    }
  }

  async #strike(plan: FaultPlan, index: number): Promise<FaultOutcome> {
    const { cluster, log, seed, inFlight, onStrike } = this.#context;
    const definition: FaultDefinition = faults[plan.name as FaultName];
    const primaries = shardsOf(cluster).map((shard) => cluster.primaryOf(shard));
    const clientOperations = inFlight();
    const offsetsBefore = shardsOf(cluster).map((shard) => offsets(cluster, shard));
    const injection = await definition.inject(cluster, plan.options, forkRandom(seed, `fault/${index}`));
    const outcome: FaultOutcome = {
      plan,
      definition,
      injection,
      struckPrimariesOf: shardsOf(cluster).filter((shard) =>
        injection.targets.some((node) => node === primaries[shard]),
      ),
      clientOperations,
      // Of one shard: that of the first target.
      replicationOffsets: offsetsBefore[injection.targets[0]?.shard ?? 0] ?? null,
      proof: null,
      healedAtMs: null,
      joinedAtMs: null,
      redundantAtMs: null,
      loss: null,
    };
    this.outcomes.push(outcome);
    log.add({ type: 'fault-injected', fault: plan.name, targets: ids(injection.targets) }, injection.injectedAtMs);
    onStrike();
    outcome.proof = (await injection.prove()) ?? null;
    if (outcome.proof === null) log.warn('fault-had-no-effect', `${plan.name} could not prove that it had an effect.`);
    return outcome;
  }

  async #recover(outcome: FaultOutcome): Promise<void> {
    const { cluster, log } = this.#context;
    const { plan, injection } = outcome;
    await injection.heal();
    const returned: ClusterNode[] = [];
    for (const node of injection.targets) {
      if (plan.recover === 'none') continue;
      await node.process.kill();
      if (plan.recover === 'restart') await cluster.restart(node);
      const back = plan.recover === 'replace' ? await cluster.replace(node) : node;
      log.add({ type: 'node-started', node: back.id, role: back.role, zone: back.zone });
      returned.push(back);
    }
    const isHealed = returned.length > 0 || injection.targets.every((node) => node.process.running);
    if (!isHealed) return;
    outcome.healedAtMs = monotonicMs();
    log.add({ type: 'fault-healed', fault: plan.name, targets: ids(injection.targets) }, outcome.healedAtMs);
    this.#watching.push(this.#watchJoined(outcome, returned));
  }

  /** Redundancy is restored when it is there and stays: the last moment at which it came back. */
  async #watchRedundancy(outcome: FaultOutcome): Promise<void> {
    let wasLost = false;
    do {
      const isRedundant = this.#context.cluster.isRedundant();
      if (!isRedundant) {
        wasLost = true;
        outcome.redundantAtMs = null;
      } else if (wasLost && outcome.redundantAtMs === null) outcome.redundantAtMs = monotonicMs();
      await pause(redundancyPollMs, this.#stop.signal);
    } while (!this.#stop.signal.aborted);
    // Redundancy that never went was never gone longer than we look.
    if (!wasLost) outcome.redundantAtMs = outcome.injection.injectedAtMs;
  }

  async #watchJoined(outcome: FaultOutcome, returned: readonly ClusterNode[]): Promise<void> {
    while (!this.#stop.signal.aborted && returned.length > 0) {
      if (returned.every((node) => this.#context.cluster.isAttached(node))) {
        outcome.joinedAtMs = monotonicMs();
        return;
      }
      await pause(redundancyPollMs, this.#stop.signal);
    }
  }
}

function offsets(cluster: Cluster, shard: number): InFlight['replicationOffsets'] {
  const primary = cluster.primaryOf(shard);
  if (primary === undefined) return null;
  const replicas = cluster
    .replicasOf(shard)
    .map((node) => [node.id, cluster.replicationOf(node)?.offset ?? null] as const);
  return { primary: cluster.replicationOf(primary)?.offset ?? null, replicas: Object.fromEntries(replicas) };
}

function shardsOf(cluster: Cluster): number[] {
  return Array.from({ length: cluster.shardCount }, (_, shard) => shard);
}

function ids(nodes: readonly ClusterNode[]): string[] {
  return nodes.map((node) => node.id);
}
