import { setMaxListeners } from 'node:events';
import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import { type FaultName, faults } from '../fault/registry.js';
import { type PlannedStrike, planStrikes } from '../model/plan-strikes.js';
import type { FaultPlan } from '../model/scenario.js';
import type { RunLog } from '../progress/run-log.js';
import { forkRandom } from '../random/random.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import { type FaultOutcome, strike } from './fault-outcome.js';
import { FaultWatch, type MilestoneListener } from './fault-watch.js';
import { NodeReturns } from './node-returns.js';

/** How long after the end of the load a node brought back may take to join. */
const joinGraceMs = 15_000;

export interface FaultScheduleContext {
  readonly cluster: Cluster;
  readonly log: RunLog;
  readonly seed: number;
  readonly inFlight: () => number;
  /** Called for each fault that has struck, before its consequences are reported. */
  readonly onStrike: (outcome: FaultOutcome) => void;
  /** Called for each consequence of a strike. */
  readonly onMilestone?: MilestoneListener;
  /** Aborted when the user is waiting for the end. */
  readonly signal: AbortSignal;
}

/** Strikes each planned fault on time, heals it, and brings nodes back as planned. */
export class FaultSchedule {
  readonly outcomes: FaultOutcome[] = [];
  #context: FaultScheduleContext;
  #strikes: readonly PlannedStrike[];
  #watch: FaultWatch;
  #returns: NodeReturns;
  #hearing: Disposable;
  #skipped: { readonly planned: PlannedStrike; readonly reason: string }[] = [];
  /** Aborts further strikes. */
  #stop = new AbortController();
  /** Aborts waiting for nodes that were brought back. */
  #stopJoins = new AbortController();
  #striking: Promise<void>[];
  #recovering: Promise<void>[] = [];
  #watching: Promise<void>[] = [];
  #joining: Promise<void>[] = [];

  /** `epochMs` is on the monotonic clock. */
  constructor(plans: readonly FaultPlan[], epochMs: number, context: FaultScheduleContext) {
    const { cluster, log, seed, onMilestone = () => {} } = context;
    this.#context = context;
    this.#watch = new FaultWatch(cluster, this.outcomes, onMilestone);
    this.#returns = new NodeReturns(cluster, log);
    this.#hearing = log.listen((body, atMs) => this.#watch.hear(body, atMs));
    this.#strikes = planStrikes(plans, seed);
    // Every strike adds a listener.
    setMaxListeners(0, this.#stop.signal, this.#stopJoins.signal);
    this.#striking = this.#strikes.map((planned) => this.#carryOut(planned, epochMs));
  }

  /** The earliest time a fault may strike, on the run's clock; infinite without faults. */
  get firstStrikeMs(): number {
    return Math.min(...this.#strikes.flatMap(({ start }) => (start.kind === 'at' ? [start.atMs] : [])));
  }

  /** Prevents further strikes, heals those that have struck in reverse order, and ends pending recoveries. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#striking);
    // First, because a recovery may be waiting for a primary that another fault holds.
    for (const outcome of [...this.outcomes].reverse()) {
      try {
        await outcome.injection.heal();
        outcome.loss = await outcome.injection.reportLoss();
      } catch (error) {
        this.#context.log.warn('heal-failed', `${outcome.plan.name}: ${(error as Error).message}`);
      }
    }
    await Promise.all(this.#recovering);
    await this.#awaitJoins();
    await Promise.all(this.#watching);
    this.#tellSkipped();
    this.#hearing[Symbol.dispose]();
  }

  async #carryOut(planned: PlannedStrike, epochMs: number): Promise<void> {
    const { log } = this.#context;
    const { signal } = this.#stop;
    const { plan } = planned;
    try {
      await this.#untilDue(planned, epochMs);
      if (signal.aborted) return log.warn('fault-not-injected', whyNotInjected(planned, this.#strikes));
      const outcome = await this.#strike(planned);
      if (outcome === undefined) return;
      for (const shard of outcome.shards) this.#watching.push(this.#watch.followRedundancy(outcome, shard, signal));
      await this.#prove(outcome);
      this.#recovering.push(this.#recoverLater(outcome));
    } catch (error) {
      log.warn('fault-failed', `${plan.name}: ${(error as Error).message}`);
    }
  }

  async #untilDue({ start }: PlannedStrike, epochMs: number): Promise<void> {
    const { signal } = this.#stop;
    if (start.kind === 'at') return pause(epochMs + start.atMs - monotonicMs(), signal);
    const awaited = this.#strikes[start.strike];
    const find = () => this.outcomes.find(({ planned }) => planned === awaited)?.reached.get(start.trigger);
    const reachedAtMs = await this.#watch.until(find, signal);
    if (reachedAtMs !== undefined) await pause(reachedAtMs + start.delayMs - monotonicMs(), signal);
  }

  /** Undefined: there was no target; an event reports that. */
  async #strike(planned: PlannedStrike): Promise<FaultOutcome | undefined> {
    const { log, seed, onStrike } = this.#context;
    const { plan, entry, round } = planned;
    const label = round === 0 ? `fault/${entry}` : `fault/${entry}/${round}`;
    try {
      const outcome = await strike(planned, faults[plan.name as FaultName], this.#context, forkRandom(seed, label));
      const targets = ids(outcome.injection.targets);
      log.add({ type: 'fault-injected', fault: plan.name, targets }, outcome.injectedAtMs);
      this.outcomes.push(outcome);
      onStrike(outcome);
      this.#watch.catchUp(outcome);
      return outcome;
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const reason = error.message;
      log.add({ type: 'fault-skipped', fault: plan.name, reason });
      this.#skipped.push({ planned, reason });
      return undefined;
    }
  }

  async #prove(outcome: FaultOutcome): Promise<void> {
    const { log } = this.#context;
    outcome.proof = (await outcome.injection.prove()) ?? null;
    if (outcome.proof === null)
      log.warn('fault-had-no-effect', `${outcome.plan.name} could not prove that it had an effect.`);
  }

  async #recoverLater(outcome: FaultOutcome): Promise<void> {
    const { plan } = outcome;
    try {
      await pause(outcome.injectedAtMs + plan.afterMs - monotonicMs(), this.#stop.signal);
      await this.#recover(outcome);
    } catch (error) {
      this.#context.log.warn('recovery-failed', `${plan.name} could not be healed. ${(error as Error).message}`);
    }
  }

  async #recover(outcome: FaultOutcome): Promise<void> {
    const { log } = this.#context;
    const { plan, injection, injectedAtMs } = outcome;
    const { targets } = injection;
    await injection.heal();
    const since = { injectedAtMs, fault: plan.name };
    const returned = plan.recover === 'none' ? [] : await this.#returns.bringBack(targets, plan.recover, since);
    const isHealed =
      plan.recover === 'none' ? targets.every(({ process }) => process.running) : returned.length === targets.length;
    if (isHealed) {
      outcome.healedAtMs = monotonicMs();
      log.add({ type: 'fault-healed', fault: plan.name, targets: ids(targets) }, outcome.healedAtMs);
      this.#watch.note(outcome, 'healed', outcome.healedAtMs);
    }
    if (isHealed && returned.length > 0)
      this.#joining.push(this.#watch.followJoin(outcome, returned, this.#stopJoins.signal));
  }

  /** A few missing rounds still make a valid drill; no rounds at all do not. */
  #tellSkipped(): void {
    for (const entry of new Set(this.#skipped.map(({ planned }) => planned.entry))) {
      const skipped = this.#skipped.filter(({ planned }) => planned.entry === entry);
      const struck = this.outcomes.filter(({ planned }) => planned.entry === entry).length;
      const name = skipped[0]?.planned.plan.name ?? '';
      const reason = skipped[0]?.reason ?? '';
      if (struck === 0) this.#context.log.warn('fault-not-injected', `${name}: ${reason}`);
      else
        this.#context.log.warn(
          'fault-skipped',
          `${name} struck ${struck} of ${struck + skipped.length} times. ${reason}`,
        );
    }
  }

  /** A node that has not joined soon after the end of the load counts as never joining. */
  async #awaitJoins(): Promise<void> {
    const { signal, log } = this.#context;
    const joined = Promise.all(this.#joining);
    await Promise.race([joined, pause(joinGraceMs, AbortSignal.any([signal, this.#stopJoins.signal]))]);
    this.#stopJoins.abort();
    await joined;
    for (const { plan, healedAtMs, joinedAtMs, injection } of this.outcomes) {
      if (plan.recover === 'none' || healedAtMs === null || joinedAtMs !== null) continue;
      const nodes = ids(injection.targets).join(', ');
      log.warn(
        'recovery-failed',
        `${plan.name}: what was started for ${nodes} had not joined its primary ${Math.round((monotonicMs() - healedAtMs) / 1000)} s later.`,
      );
    }
  }
}

function whyNotInjected({ plan, start }: PlannedStrike, all: readonly PlannedStrike[]): string {
  if (start.kind === 'at') return `${plan.name} was planned for ${start.atMs} ms; the load ended before.`;
  const awaited = all[start.strike]?.plan.name ?? 'another fault';
  return `${plan.name} waited until ${awaited} was ${start.trigger}, and for ${start.delayMs} ms; the load ended before.`;
}

function ids(nodes: readonly ClusterNode[]): string[] {
  return nodes.map((node) => node.id);
}
