import { missing, mustWait } from '../audit/observation.js';
import type { IntervalCounts, ShardCounts, ThreadUse } from '../metrics/interval-counts.js';
import type { ServiceReport } from '../metrics/service-gap.js';
import { hidePassword } from '../model/access.js';
import { foreignText } from '../model/foreign-text.js';
import type { AuditedKeys } from './audited-keys.js';
import { type OutcomeCode, outcomeCode } from './driver/driver.js';
import type { HistorySnapshot } from './history/history-plan.js';
import type { HistoryRecorder } from './history/history-recorder.js';
import { IntervalRecorder } from './interval-recorder.js';
import type { WorkerPlan } from './load-plan.js';
import type { OriginRecorder } from './origin/origin-recorder.js';
import { ShardService } from './shard-service.js';
import type { Slots } from './slots.js';

const mostErrorCharacters = 300;

/**
 * Where the operations of a worker go when they are sent, dropped and settled: the counts and latencies of the interval, the
 * service of each shard, the ledgers of the audit, and the history. Each is one class, called directly, because this is the hot path: a new
 * sink is a field here. Nothing is allocated per operation. Times are on the run's clock unless stated otherwise.
 */
export class OperationSinks {
  #plan: WorkerPlan;
  #slots: Slots;
  #keys: AuditedKeys;
  #recorder: IntervalRecorder;
  #shards: ShardService;
  #origin: OriginRecorder | null;
  #history: HistoryRecorder | null;
  #closedLoop: boolean;
  #intervalNumber = 0;

  constructor(
    plan: WorkerPlan,
    slots: Slots,
    keys: AuditedKeys,
    origin: OriginRecorder | null = null,
    history: HistoryRecorder | null = null,
  ) {
    this.#plan = plan;
    this.#slots = slots;
    this.#keys = keys;
    this.#origin = origin;
    this.#history = history;
    this.#closedLoop = plan.ratePerSecond === null;
    this.#recorder = new IntervalRecorder(plan.operations, plan.shardCount);
    this.#shards = new ShardService(plan);
  }

  /** A new part of the run begins. */
  begin(): void {
    this.#intervalNumber = 0;
    this.#recorder = new IntervalRecorder(this.#plan.operations, this.#plan.shardCount);
    this.#shards.begin();
    this.#origin?.take();
  }

  /** The operation in a slot is about to be sent, `lagMs` after it was due. */
  sent(slot: number, dueMs: number, lagMs: number): void {
    this.#shards.sent(this.#slots.kind[slot]!, this.#slots.key[slot]!, dueMs);
    this.#recorder.sent += 1;
    this.#history?.sent(slot);
    if (!this.#closedLoop) this.#recorder.schedulingLag.record(lagMs);
  }

  /** An operation is never sent, because its deadline passed while it waited. */
  dropped(operation: number, key: number, dueMs: number, ageMs: number): void {
    this.#recorder.dropped(operation, ageMs);
    this.#shards.dropped(operation, key, dueMs);
  }

  /** The operation in a slot ended; `seen` is what the reply showed of its key. `nowMs` is `atMs` on the monotonic clock. */
  settled(slot: number, outcome: OutcomeCode, errorClass: string, atMs: number, nowMs: number, seen: number): void {
    const slots = this.#slots;
    const operation = slots.kind[slot]!;
    const key = slots.key[slot]!;
    const responseMs = this.#closedLoop ? Number.NaN : nowMs - slots.plannedMs[slot]!;
    this.#recorder.ended(operation, outcome, errorClass, atMs, responseMs, nowMs - slots.sentMs[slot]!);
    if (outcome === outcomeCode.ok) {
      this.#shards.success(operation, key, atMs);
      this.#recorder.showed(operation, seen);
    } else this.#shards.failure(operation, key);
    this.#history?.settled(slot, outcome, nowMs, seen);
    if (this.#keys.settle(operation, key, slots.sequence[slot]!, outcome, atMs, seen))
      this.#recorder.missingRead(this.#shards.shardOf(operation, key));
  }

  /** A step of the composite operation in a slot ended. */
  stepSettled(slot: number, operation: number, outcome: OutcomeCode, atMs: number, nowMs: number, seen: number): void {
    const { kind, key: keys, sequence, sentMs } = this.#slots;
    const [request, key] = [kind[slot]!, keys[slot]!];
    this.#recorder.stepEnded(request, outcome);
    // To its server, a read that has to wait is a miss.
    if (outcome === outcomeCode.ok) this.#recorder.showed(request, seen === mustWait ? missing : seen);
    const times = { atMs, nowMs, startMs: sentMs[slot]! };
    if (this.#keys.settleStep(request, key, sequence[slot]!, outcome, times, seen))
      this.#recorder.missingRead(this.#shards.shardOf(operation, key));
  }

  /** The composite operation in a slot ended, after its last step. */
  compositeSettled(
    slot: number,
    operation: number,
    outcome: OutcomeCode,
    errorClass: string,
    atMs: number,
    nowMs: number,
  ): void {
    const slots = this.#slots;
    const responseMs = this.#closedLoop ? Number.NaN : nowMs - slots.plannedMs[slot]!;
    this.#recorder.ended(operation, outcome, errorClass, atMs, responseMs, nowMs - slots.sentMs[slot]!);
    if (outcome === outcomeCode.ok) this.#shards.success(operation, slots.key[slot]!, atMs);
    else this.#shards.failure(operation, slots.key[slot]!);
  }

  /** A server's words for an error class, without passwords. */
  explainError(errorClass: string, text: string): void {
    const { access } = this.#plan.view;
    this.#recorder.errors.explain(errorClass, text, (said) =>
      foreignText(hidePassword(said, access), mostErrorCharacters),
    );
  }

  /** When the current interval ends. */
  intervalEndMs(): number {
    return (this.#intervalNumber + 1) * this.#plan.intervalMs;
  }

  /** Ends the current interval. `nextDueMs`: when the next operation that is neither sent nor dropped is due. */
  takeInterval(
    use: ThreadUse,
    nextDueMs: number,
  ): { readonly counts: IntervalCounts; readonly service: ServiceReport } {
    const counts = this.#recorder.take(this.#intervalNumber, use);
    this.#intervalNumber += 1;
    const origin = this.#origin?.take();
    return { counts: { ...counts, ...(origin && { origin }) }, service: this.#shards.report(nextDueMs) };
  }

  /** The times without success in the last part that no interval reported. */
  restOfService(): ServiceReport {
    return this.#shards.finish();
  }

  /** By shard: the outcomes of the operations in the last part. */
  shardCounts(): readonly ShardCounts[] {
    return this.#shards.counts();
  }

  /** The operations recorded one by one; null: none were to be. */
  history(): HistorySnapshot | null {
    return this.#history?.snapshot() ?? null;
  }
}
