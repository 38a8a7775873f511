import { monotonicMs } from '../clock/monotonic.js';
import { pause, waitFor } from '../clock/wait.js';
import type { Trigger } from '../model/scenario.js';
import type { RunEventBody } from '../record/sections/events.js';
import type { ClusterNode } from '../topology/cluster.js';
import type { Cluster } from '../topology/topology.js';
import type { FaultOutcome } from './fault-outcome.js';
import { canPromote, spanEndMs } from './fault-span.js';

const pollMs = 20;

/** An awaitable event on a shard. */
interface Heard {
  readonly trigger: Trigger;
  readonly node: string;
  readonly shard: number;
  readonly atMs: number;
}

/** Called with each consequence of a fault; the time is on the monotonic clock. */
export type MilestoneListener = (outcome: FaultOutcome, trigger: Trigger, atMs: number) => void;

/** Watches the consequences of each strike during the run: detection, promotion, return of nodes, redundancy. */
export class FaultWatch {
  #cluster: Cluster;
  #outcomes: readonly FaultOutcome[];
  #heard: Heard[] = [];
  #waiting = new Set<() => void>();
  #onMilestone: MilestoneListener;

  /** `outcomes` grows as faults strike. */
  constructor(cluster: Cluster, outcomes: readonly FaultOutcome[], onMilestone: MilestoneListener) {
    this.#cluster = cluster;
    this.#outcomes = outcomes;
    this.#onMilestone = onMilestone;
  }

  /** Processes a cluster event; `atMs` is on the monotonic clock. */
  hear(event: RunEventBody, atMs: number): void {
    const trigger = triggerOf(event);
    if (trigger === undefined || !('node' in event)) return;
    const shard = this.#cluster.nodes.find(({ id }) => id === event.node)?.shard;
    if (typeof shard !== 'number') return;
    const heard = { trigger, node: event.node, shard, atMs };
    for (const outcome of this.#outcomes) this.#take(outcome, heard);
    this.#heard.push(heard);
  }

  /** Processes the events reported while the fault was still striking. */
  catchUp(outcome: FaultOutcome): void {
    for (const heard of this.#heard) this.#take(outcome, heard);
  }

  /** Only the first occurrence counts. */
  note(outcome: FaultOutcome, trigger: Trigger, atMs: number): void {
    if (outcome.reached.has(trigger)) return;
    outcome.reached.set(trigger, atMs);
    this.#onMilestone(outcome, trigger, atMs);
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves with the first time that `find` returns, checking after each event; undefined if `signal` aborts. */
  async until(find: () => number | undefined, signal: AbortSignal): Promise<number | undefined> {
    for (;;) {
      const found = find();
      if (found !== undefined || signal.aborted) return found;
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#waiting.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        this.#waiting.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      });
    }
  }

  /**
   * Redundancy of a shard is restored once it is back permanently: until the end, or until another fault strikes the shard.
   * This records the last time it came back.
   */
  async followRedundancy(outcome: FaultOutcome, shard: number, signal: AbortSignal): Promise<void> {
    const { redundantAtMs } = outcome;
    let wasLost = false;
    let last: { readonly sinceMs: number; untilMs: number | null } | null = null;
    while (!signal.aborted) {
      const next = this.#laterStrikesMs(outcome, shard);
      const { healedAtMs } = outcome;
      if (!wasLost && healedAtMs !== null && next.some((atMs) => healedAtMs < atMs)) break;
      const whole = last;
      if (whole !== null && next.some((atMs) => whole.sinceMs <= atMs && atMs <= (whole.untilMs ?? atMs))) {
        redundantAtMs.set(shard, whole.sinceMs);
        return;
      }
      if (!this.#cluster.isRedundant(shard)) {
        wasLost = true;
        if (last !== null) last.untilMs ??= monotonicMs();
        redundantAtMs.delete(shard);
      } else if (wasLost && (last === null || last.untilMs !== null)) {
        last = { sinceMs: monotonicMs(), untilMs: null };
        redundantAtMs.set(shard, last.sinceMs);
        if (outcome.shards.every((each) => redundantAtMs.has(each))) this.note(outcome, 'redundant', last.sinceMs);
      }
      await pause(pollMs, signal);
    }
    // If we never saw redundancy lost, it was not gone for longer than our sampling interval.
    if (!wasLost) redundantAtMs.set(shard, outcome.injectedAtMs);
  }

  /** Waits until all of them are attached to their primaries or are primaries themselves, then reports it. */
  async followJoin(outcome: FaultOutcome, nodes: readonly ClusterNode[], signal: AbortSignal): Promise<void> {
    const everyOneIs = () => nodes.every((node) => this.#hasJoined(node)) || undefined;
    const options = { timeoutMs: Number.POSITIVE_INFINITY, pollMs, signal };
    if ((await waitFor(everyOneIs, options)) === undefined) return;
    outcome.joinedAtMs = monotonicMs();
    this.note(outcome, 'joined', outcome.joinedAtMs);
  }

  #hasJoined(node: ClusterNode): boolean {
    if (!node.running) return false;
    // A sentinel only needs to serve.
    if (node.shard === null) return true;
    return this.#cluster.isAttached(node) || this.#cluster.primaryOf(node.shard) === node;
  }

  #take(outcome: FaultOutcome, { trigger, node, shard, atMs }: Heard): void {
    if (!outcome.shards.includes(shard) || atMs < outcome.injectedAtMs) return;
    const isOwn = trigger === 'promoted' ? canPromote(outcome, shard) : concerns(outcome, node, this.#outcomes);
    if (!isOwn) return;
    const promotedAtMs = this.#heard
      .filter((other) => other.trigger === 'promoted' && other.shard === shard)
      .map((other) => other.atMs);
    if (atMs < spanEndMs(outcome, shard, this.#outcomes, promotedAtMs)) this.note(outcome, trigger, atMs);
  }

  #laterStrikesMs(outcome: FaultOutcome, shard: number): readonly number[] {
    return this.#outcomes
      .filter((other) => other.injectedAtMs > outcome.injectedAtMs && other.shards.includes(shard))
      .map(({ injectedAtMs }) => injectedAtMs);
  }
}

/** Whether a suspected node is a target; for a fault that acts beyond its targets, also a node that no fault struck. */
function concerns(outcome: FaultOutcome, node: string, outcomes: readonly FaultOutcome[]): boolean {
  const strikes = ({ injection }: FaultOutcome) => injection.targets.some(({ id }) => id === node);
  return strikes(outcome) || (outcome.definition.actsBeyondTargets === true && !outcomes.some(strikes));
}

function triggerOf(event: RunEventBody): Trigger | undefined {
  switch (event.type) {
    case 'suspected':
      return 'detected';
    case 'agreed-down':
      return 'agreed';
    case 'role-changed':
      return event.to === 'primary' ? 'promoted' : undefined;
    default:
      return undefined;
  }
}
