import type { AuditedFault } from '../audit/classify-loss.js';
import type { FaultJudgement } from '../audit/relay-agreement.js';
import type { RelayEvidence } from '../audit/relay-evidence.js';
import { monotonicMs } from '../clock/monotonic.js';
import type { ClientOutage } from '../metrics/outages.js';
import type { Sort } from '../metrics/service-gap.js';
import type { RunEvent } from '../record/sections/events.js';
import type { FaultRecord, Milestones, Unavailability } from '../record/sections/faults.js';
import { FaultEvents, type Promotion } from './fault-events.js';
import type { FaultOutcome } from './fault-outcome.js';
import { FaultService, type FaultServiceContext } from './fault-service.js';

export interface FaultViewContext extends FaultServiceContext {
  readonly events: readonly RunEvent[];
}

/** Everything the record states about one fault, derived from the events. Times are on the run's clock; null: never. */
export class FaultView {
  readonly outcome: FaultOutcome;
  #measured: FaultViewContext['measured'];
  #events: FaultEvents;
  #service: FaultService;

  constructor(outcome: FaultOutcome, context: FaultViewContext) {
    this.outcome = outcome;
    this.#measured = context.measured;
    this.#events = new FaultEvents(outcome, context);
    this.#service = new FaultService(this.#events, context);
  }

  get injectedAtMs(): number {
    return this.#events.injectedAtMs;
  }

  get healedAtMs(): number | null {
    return this.#events.healedAtMs;
  }

  /** The shards it hit: those of its targets. */
  get shards(): readonly number[] {
    return this.outcome.shards;
  }

  /** When the outage it caused ended; without one, when clients reached the new primary. */
  get failoverEndMs(): number | null {
    return this.#service.failoverEndMs;
  }

  get recoveredAtMs(): number | null {
    return this.#service.recoveredAtMs;
  }

  /** The clients' outages between injection and recovery, on the shards it hit. */
  get outages(): readonly ClientOutage[] {
    return this.#service.outages;
  }

  /** The cluster's outages of reads or writes around this fault, as the probers saw them; null: none watched. */
  proberOutages(sort: Sort): readonly ClientOutage[] | null {
    return this.#service.proberOutages(sort);
  }

  /** When and which nodes became primaries of the shards it hit, the first per shard. */
  get promotions(): readonly Promotion[] {
    return this.#events.promotions;
  }

  /** One per shard whose primary it struck; one without a shard if it struck none. */
  audited(): readonly AuditedFault[] {
    const { primaryShards } = this.outcome;
    return primaryShards.length > 0 ? primaryShards.map((shard) => this.#auditedIn(shard)) : [this.#auditedIn(null)];
  }

  /** How long reads or writes were unavailable, to clients and to the prober. */
  unavailability(): Unavailability {
    return this.#service.unavailability();
  }

  record(judgement: FaultJudgement): FaultRecord {
    const { outcome } = this;
    const pendingBytes = outcome.loss?.replication
      .filter(({ followed }) => followed)
      .map(({ pendingBytes }) => pendingBytes);
    return {
      name: outcome.order.name,
      what: outcome.what,
      ...(outcome.definition.withholdsReplies && { repliesWithheld: true as const }),
      ...(outcome.definition.removesData && { removesData: true }),
      ...(outcome.definition.needsOrigin !== undefined && { strikesOrigin: true as const }),
      targets: outcome.targetIds,
      ...(outcome.primaryDied && { primaryDied: true }),
      injectedAtMs: this.injectedAtMs,
      healedAtMs: this.healedAtMs,
      proof: outcome.proof,
      milestones: this.shards.map((shard) => this.#milestones(shard)),
      ...(outcome.serviceEvents.length > 0 && { serviceEvents: this.#serviceEvents() }),
      unavailability: this.unavailability(),
      inFlight: {
        clientOperations: outcome.clientOperations,
        replicationOffsets: outcome.replicationOffsets,
        unreplicatedBytes: pendingBytes && pendingBytes.length > 0 ? Math.min(...pendingBytes) : null,
        discardedLinkBytes: outcome.loss?.discardedBytes ?? null,
        discardedWrites: judgement.discardedWrites,
        unsentWrites: judgement.unsentWrites,
      },
    };
  }

  #serviceEvents(): NonNullable<FaultRecord['serviceEvents']> {
    const { serviceEvents, injectedAtMs } = this.outcome;
    const injectedAtEpochMs = Date.now() - (monotonicMs() - injectedAtMs);
    return serviceEvents.map(({ atEpochMs, source, text }) => ({
      afterMs: atEpochMs - injectedAtEpochMs,
      source,
      text,
    }));
  }

  #auditedIn(shard: number | null): AuditedFault {
    const { order, definition } = this.outcome;
    const promotion = shard === null ? this.promotions[0] : this.#events.promotionIn(shard);
    return {
      name: order.name,
      injectedAtMs: this.injectedAtMs,
      leavesZombie: definition.leavesZombie,
      zombieUntilMs: this.#events.demotedAtMs(shard),
      promotedAtMs: promotion?.atMs ?? null,
      shard,
      relay: promotion === undefined ? null : this.#relayEvidence(promotion.node),
    };
  }

  #after(atMs: number | null | undefined): number | null {
    return atMs === null || atMs === undefined ? null : Math.max(0, atMs - this.injectedAtMs);
  }

  #milestones(shard: number): Milestones {
    const { measurements } = this.#measured;
    const promotion = this.#events.promotionIn(shard);
    const { joinedAtMs } = this.outcome;
    const firstErrorMs = measurements.errorMoments.firstMs(this.injectedAtMs);
    const untilMs = Math.min(this.#events.untilMs(shard), this.#service.untilMs);
    return {
      shard,
      firstErrorMs: this.#after(firstErrorMs !== null && firstErrorMs <= untilMs ? firstErrorMs : null),
      detectedMs: this.#after(this.#events.notice('suspected', shard)),
      agreedMs: this.#after(this.#events.notice('agreed-down', shard)),
      promotedMs: this.#after(promotion?.atMs),
      routedMs: this.#after(promotion && this.#events.routedAtMs(promotion)),
      writesBackMs: this.#after(this.#service.backAtMs(shard, 'write')),
      readsBackMs: this.#after(this.#service.backAtMs(shard, 'read')),
      lastErrorMs: this.#after(measurements.errorMoments.lastMs(this.injectedAtMs, untilMs)),
      latencyRecoveredMs: this.#after(this.#service.latencyRecoveredAtMs),
      replacementJoinedMs: this.#after(joinedAtMs === null ? null : this.#events.onRunClock(joinedAtMs)),
      redundancyRestoredMs: this.#after(this.#events.redundantAtMs(shard)),
    };
  }

  /** What the relays saw of the replication to the promoted node; null: they followed none. */
  #relayEvidence(elected: string): RelayEvidence | null {
    const { loss, injection } = this.outcome;
    const shard = this.#events.shardOf(elected);
    const followed =
      loss?.replication.filter(({ followed, replica }) => followed && this.#events.shardOf(replica) === shard) ?? [];
    if (!followed.some(({ replica }) => replica === elected)) return null;
    const gone = new Set(injection.targets.map(({ id }) => id));
    return {
      electedReplica: elected,
      links: followed.map(({ replica, discarded, lastRead }) => ({
        replica,
        survived: !gone.has(replica),
        discarded,
        lastRead,
      })),
    };
  }
}
