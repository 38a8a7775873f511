import { monotonicMs } from '../clock/monotonic.js';
import { pause } from '../clock/wait.js';
import { EnvironmentError } from '../errors/errors.js';
import type { FaultPlan } from '../fault/fault-plan.js';
import { type PlannedStrike, planStrikes } from '../fault/plan-strikes.js';
import { forkRandom } from '../random/random.js';
import { durationInProse } from '../units/duration.js';
import type { FaultOutcome } from './fault-outcome.js';
import { Strikes, type StrikesContext } from './strikes.js';

/** How long after the end of the load a node brought back may take to join. */
const joinGraceMs = 15_000;

export interface FaultScheduleContext extends Omit<StrikesContext, 'signal'> {
  readonly seed: number;
  /** Called for each fault that has struck, before its consequences are reported. */
  readonly onStrike: (outcome: FaultOutcome) => void;
  /** Aborted when the user is waiting for the end. */
  readonly signal: AbortSignal;
}

/** Strikes each planned fault on time, heals it, and brings nodes back as planned. */
export class FaultSchedule {
  #context: FaultScheduleContext;
  #planned: readonly PlannedStrike[];
  #strikes: Strikes;
  #outcomes = new Map<PlannedStrike, FaultOutcome>();
  #skipped: { readonly planned: PlannedStrike; readonly reason: string }[] = [];
  /** Aborts further strikes. */
  #stop = new AbortController();
  #striking: Promise<void>[];
  #recovering: Promise<void>[] = [];

  /** `epochMs` is on the monotonic clock. */
  constructor(plans: readonly FaultPlan[], epochMs: number, context: FaultScheduleContext) {
    this.#context = context;
    this.#strikes = new Strikes({ ...context, signal: this.#stop.signal });
    this.#planned = planStrikes(plans, context.seed);
    this.#striking = this.#planned.map((planned) => this.#carryOut(planned, epochMs));
  }

  get outcomes(): readonly FaultOutcome[] {
    return this.#strikes.outcomes;
  }

  /** The earliest time a fault may strike, on the run's clock; infinite without faults. */
  get firstStrikeMs(): number {
    return Math.min(...this.#planned.flatMap(({ start }) => (start.kind === 'at' ? [start.atMs] : [])));
  }

  /** Prevents further strikes, heals those that have struck in reverse order, and ends pending recoveries. */
  async finish(): Promise<void> {
    this.#stop.abort();
    await Promise.all(this.#striking);
    // First, because a recovery may be waiting for a primary that another fault holds.
    await this.#strikes.healAll(this.outcomes);
    await Promise.all(this.#recovering);
    await this.#strikes.awaitJoins(joinGraceMs, this.#context.signal);
    await this.#strikes[Symbol.asyncDispose]();
    this.#warnOfSkipped();
  }

  async #carryOut(planned: PlannedStrike, epochMs: number): Promise<void> {
    const { log } = this.#context;
    const { plan } = planned;
    try {
      await this.#untilDue(planned, epochMs);
      if (this.#stop.signal.aborted) return log.warn('fault-not-injected', whyNotInjected(planned, this.#planned));
      const outcome = await this.#strike(planned);
      if (outcome === undefined) return;
      await this.#strikes.prove(outcome);
      this.#recovering.push(this.#recoverLater(outcome, plan.afterMs));
    } catch (error) {
      log.warn('fault-failed', `${plan.name}: ${(error as Error).message}`);
    }
  }

  async #untilDue({ start }: PlannedStrike, epochMs: number): Promise<void> {
    const { signal } = this.#stop;
    if (start.kind === 'at') return pause(epochMs + start.atMs - monotonicMs(), signal);
    const awaited = this.#planned[start.strike];
    const find = () => awaited && this.#outcomes.get(awaited)?.reached.get(start.trigger);
    const reachedAtMs = await this.#strikes.until(find, signal);
    if (reachedAtMs !== undefined) await pause(reachedAtMs + start.delayMs - monotonicMs(), signal);
  }

  /** Undefined: there was no target; an event reports that. */
  async #strike(planned: PlannedStrike): Promise<FaultOutcome | undefined> {
    const { log, seed, onStrike } = this.#context;
    const { plan, entry, round } = planned;
    const label = round === 0 ? `fault/${entry}` : `fault/${entry}/${round}`;
    try {
      return await this.#strikes.strike(plan, forkRandom(seed, label), (outcome) => {
        this.#outcomes.set(planned, outcome);
        onStrike(outcome);
      });
    } catch (error) {
      if (!(error instanceof EnvironmentError)) throw error;
      const reason = error.message;
      log.add({ type: 'fault-skipped', fault: plan.name, reason });
      this.#skipped.push({ planned, reason });
      return undefined;
    }
  }

  async #recoverLater(outcome: FaultOutcome, afterMs: number): Promise<void> {
    const { order, injectedAtMs } = outcome;
    try {
      await pause(injectedAtMs + afterMs - monotonicMs(), this.#stop.signal);
      await this.#strikes.recover(outcome, order.recover);
    } catch (error) {
      this.#context.log.warn('recovery-failed', `${order.name} could not be healed. ${(error as Error).message}`);
    }
  }

  /** A few missing rounds still make a valid drill; no rounds at all do not. */
  #warnOfSkipped(): void {
    for (const entry of new Set(this.#skipped.map(({ planned }) => planned.entry))) {
      const skipped = this.#skipped.filter(({ planned }) => planned.entry === entry);
      const struck = [...this.#outcomes.keys()].filter((planned) => planned.entry === entry).length;
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
}

function whyNotInjected({ plan, start }: PlannedStrike, all: readonly PlannedStrike[]): string {
  if (start.kind === 'at')
    return `${plan.name} was planned for ${durationInProse(start.atMs)}, but the load ended before.`;
  const awaited = all[start.strike]?.plan.name ?? 'another fault';
  const delay = start.delayMs === 0 ? '' : ` and ${durationInProse(start.delayMs)} had passed`;
  return `${plan.name} waited until ${awaited} was ${start.trigger}${delay}, but the load ended before.`;
}
