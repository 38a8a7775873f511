import type { AuditedFault } from '../audit/classify-loss.js';
import type { FaultJudgement } from '../audit/relay-agreement.js';
import type { RelayEvidence } from '../audit/relay-evidence.js';
import { type FaultOutages, isConsequence, outagesOfFault } from '../metrics/fault-outages.js';
import { latencyRecoveredAtMs } from '../metrics/latency-recovery.js';
import { type ClientOutage, lengthMs, longestOutage, type Outage, overlapping } from '../metrics/outages.js';
import type { Sort } from '../metrics/service-gap.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { RunEvent } from '../model/run-event.js';
import type { FaultRecord, Milestones, Unavailability } from '../model/run-record.js';
import type { Cluster } from '../topology/topology.js';
import { FaultEvents, type Promotion } from './fault-events.js';
import type { FaultOutcome } from './fault-outcome.js';
import type { ObservedLoad } from './observed-load.js';
import { outageRecord, type RunOutages } from './run-outages.js';

/** An outage that begins this shortly before the next strike belongs to that strike. */
const nextStrikeMs = 40;

export interface FaultViewContext {
  readonly measured: ObservedLoad;
  readonly outages: RunOutages;
  readonly cluster: Cluster;
  readonly operations: readonly OperationPlan[];
  readonly events: readonly RunEvent[];
  readonly steadyEndMs: number;
  /** Minimum length of an outage that counts as a phase. */
  readonly phaseMs: number;
  /** Whether the topology has replicas that could be missing. */
  readonly isReplicated: boolean;
}

/** Everything the record states about one fault, derived from the events. Times are on the run's clock; null: never. */
export class FaultView {
  readonly injectedAtMs: number;
  readonly outcome: FaultOutcome;
  #measured: ObservedLoad;
  #context: FaultViewContext;
  #events: FaultEvents;
  /** When the workers stopped issuing: nothing was due later. */
  #issueEndMs: number;
  #service: FaultOutages<ClientOutage>;

  constructor(outcome: FaultOutcome, context: FaultViewContext) {
    this.outcome = outcome;
    this.#measured = context.measured;
    this.#context = context;
    this.#events = new FaultEvents(outcome, context);
    this.injectedAtMs = this.#events.injectedAtMs;
    this.#issueEndMs = this.#events.onRunClock(context.measured.issueEndMs);
    this.#service = this.#serviceAround();
  }

  /** The shards it hit: those of its targets. */
  get shards(): readonly number[] {
    return this.outcome.shards;
  }

  get healedAtMs(): number | null {
    const { healedAtMs } = this.outcome;
    return healedAtMs === null ? null : this.#events.onRunClock(healedAtMs);
  }

  /** When the outage it caused ended; without one, when clients reached the new primary. */
  get failoverEndMs(): number | null {
    return this.#service.failoverEndMs;
  }

  /** The clients' outages between injection and recovery, on the shards it hit. */
  get outages(): readonly ClientOutage[] {
    return this.#service.outages;
  }

  /** When and which nodes became primaries of the shards it hit, the first per shard. */
  get promotions(): readonly Promotion[] {
    return this.shards.flatMap((shard) => this.#events.promotionIn(shard) ?? []);
  }

  get recoveredAtMs(): number | null {
    return this.#service.recoveredAtMs;
  }

  /** How long reads or writes were unavailable, to clients and to the prober. */
  unavailability(): Unavailability {
    const writes = this.shards.map((shard) => this.#outage(shard, 'write'));
    const reads = this.shards.map((shard) => this.#outage(shard, 'read'));
    const found = [...writes, ...reads].filter((outage) => outage !== 'none' && outage !== 'no such operations');
    return {
      writeMs: longest(writes, this.#issueEndMs),
      readMs: longest(reads, this.#issueEndMs),
      proberWriteMs: this.#longestProberOutage('write'),
      proberReadMs: this.#longestProberOutage('read'),
      resolutionMs: this.#resolutionMs(),
      outages: found.map((outage) => outageRecord(outage, this.#issueEndMs)),
      ended: found.every(({ toMs }) => toMs !== null),
    };
  }

  /** One per shard whose primary it struck; one without a shard if it struck none. */
  audited(): readonly AuditedFault[] {
    const { primaryShards } = this.outcome;
    return primaryShards.length > 0 ? primaryShards.map((shard) => this.#auditedIn(shard)) : [this.#auditedIn(null)];
  }

  record(judgement: FaultJudgement): FaultRecord {
    const { outcome } = this;
    const pendingBytes = outcome.loss?.replication
      .filter(({ followed }) => followed)
      .map(({ pendingBytes }) => pendingBytes);
    return {
      name: outcome.order.name,
      what: outcome.what,
      ...(outcome.definition.removesData && { removesData: true }),
      targets: outcome.injection.targets.map(({ id }) => id),
      injectedAtMs: this.injectedAtMs,
      healedAtMs: this.healedAtMs,
      proof: outcome.proof,
      milestones: this.shards.map((shard) => this.#milestones(shard)),
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
      relay: this.#relayEvidence(promotion?.node),
    };
  }

  #serviceAround(): FaultOutages<ClientOutage> {
    const { outages, phaseMs } = this.#context;
    const promotions = this.promotions;
    return outagesOfFault(
      (untilMs) => this.#ofFault(outages.clients, untilMs),
      {
        injectedAtMs: this.injectedAtMs,
        healedAtMs: this.healedAtMs,
        promotedAtMs: this.#promotedAtMs,
        routedAtMs: latest(promotions.map((promotion) => this.#events.routedAtMs(promotion))),
        recoveredAfter: (failoverEndMs) =>
          latest([
            this.#latencyRecoveredAtMs(failoverEndMs),
            ...(this.#restoresRedundancy ? this.shards.map((shard) => this.#redundantAtMs(shard)) : []),
          ]),
      },
      { endMs: this.#issueEndMs, phaseMs },
    );
  }

  /** The last of the first promotions on its shards. */
  get #promotedAtMs(): number | null {
    return latest(this.promotions.map(({ atMs }) => atMs));
  }

  /** The given outages on the shards it hit, up to the next strike on each shard. */
  #ofFault(outages: readonly ClientOutage[], untilMs: number): readonly ClientOutage[] {
    return this.shards.flatMap((shard) =>
      overlapping(
        outages.filter((outage) => outage.shard === shard),
        this.injectedAtMs,
        Math.min(untilMs, this.#outagesUntilMs(shard)),
      ),
    );
  }

  #outagesUntilMs(shard: number): number {
    const untilMs = this.#events.untilMs(shard);
    return untilMs < this.#events.endMs ? Math.max(this.injectedAtMs, untilMs - nextStrikeMs) : untilMs;
  }

  /** Without replicas, and without a node that comes back, there is nothing to restore. */
  get #restoresRedundancy(): boolean {
    return this.#context.isReplicated || this.outcome.order.recover !== 'none';
  }

  /** When the shard's redundancy was restored before another fault struck the shard; null: it was not. */
  #redundantAtMs(shard: number): number | null {
    const atMs = this.outcome.redundantAtMs.get(shard);
    return atMs === undefined ? null : this.#events.onRunClock(atMs);
  }

  #after(atMs: number | null | undefined): number | null {
    return atMs === null || atMs === undefined ? null : Math.max(0, atMs - this.injectedAtMs);
  }

  #milestones(shard: number): Milestones {
    const { measurements } = this.#measured;
    const promotion = this.#events.promotionIn(shard);
    const write = this.#outage(shard, 'write');
    const read = this.#outage(shard, 'read');
    const { joinedAtMs } = this.outcome;
    const firstErrorMs = measurements.firstErrorMs(this.injectedAtMs);
    const untilMs = Math.min(this.#events.untilMs(shard), this.#service.untilMs);
    return {
      shard,
      firstErrorMs: this.#after(firstErrorMs !== null && firstErrorMs <= untilMs ? firstErrorMs : null),
      detectedMs: this.#after(this.#events.notice('suspected', shard)),
      agreedMs: this.#after(this.#events.notice('agreed-down', shard)),
      promotedMs: this.#after(promotion?.atMs),
      routedMs: this.#after(promotion && this.#events.routedAtMs(promotion)),
      writesBackMs: this.#after(endOf(write, this.injectedAtMs)),
      readsBackMs: this.#after(endOf(read, this.injectedAtMs)),
      lastErrorMs: this.#after(measurements.lastErrorMs(this.injectedAtMs, untilMs)),
      latencyRecoveredMs: this.#after(
        this.failoverEndMs === null ? null : this.#latencyRecoveredAtMs(this.failoverEndMs),
      ),
      replacementJoinedMs: this.#after(joinedAtMs === null ? null : this.#events.onRunClock(joinedAtMs)),
      redundancyRestoredMs: this.#after(this.#redundantAtMs(shard)),
    };
  }

  /** The clients' longest outage of reads or writes around this fault. */
  #outage(shard: number, sort: Sort): ClientOutage | 'none' | 'no such operations' {
    const { load, measurements } = this.#measured;
    const isWrite = sort === 'write';
    const seen = measurements.kinds();
    const has = this.#context.operations.some(({ name, writes }) => writes === isWrite && seen.includes(name));
    if (!has || load === null) return 'no such operations';
    const own = this.outages.filter((outage) => outage.shard === shard && outage.sort === sort);
    return longestOutage(own, this.#issueEndMs) ?? 'none';
  }

  #longestProberOutage(sort: Sort): number | null {
    const { probers } = this.#context.outages;
    if (probers === null || this.shards.length === 0) return null;
    const seen = probers.flatMap((outages, shard) => outages.map((outage) => ({ ...outage, shard })));
    const course = { injectedAtMs: this.injectedAtMs, promotedAtMs: this.#promotedAtMs };
    const limits = { endMs: this.#issueEndMs, phaseMs: this.#context.phaseMs };
    // A server that clients ejected permanently says nothing about their service.
    const isLeftOut = this.outages.every(({ toMs }) => toMs !== null);
    if (isLeftOut && seen.some(({ shard, sort: of, toMs }) => of === sort && toMs === null && this.#isGone(shard)))
      return null;
    const own = this.#ofFault(seen, this.#service.untilMs).filter(
      (outage) => outage.sort === sort && isConsequence(outage, course, limits),
    );
    return longest([longestOutage(own, this.#issueEndMs) ?? 'none'], this.#issueEndMs);
  }

  #isGone(shard: number): boolean {
    return this.shards.includes(shard) && this.#context.cluster.isGone?.(shard) === true;
  }

  /** The mean time between reads or writes on the shards it hit, for the rarest combination. */
  #resolutionMs(): number | null {
    const { load } = this.#measured;
    const counts = this.shards.flatMap((shard) => {
      const { writes = 0, reads = 0 } = load?.shards[shard] ?? {};
      return [writes, reads].filter((count) => count > 0);
    });
    return counts.length === 0 ? null : this.#issueEndMs / Math.min(...counts);
  }

  #latencyRecoveredAtMs(fromMs: number): number | null {
    return latencyRecoveredAtMs(this.#measured.measurements, this.#context.steadyEndMs, fromMs, this.#issueEndMs);
  }

  #relayEvidence(elected: string | undefined): RelayEvidence | null {
    const { loss, injection } = this.outcome;
    const shard = elected === undefined ? undefined : this.#events.shardOf(elected);
    const followed =
      loss?.replication.filter(({ followed, replica }) => followed && this.#events.shardOf(replica) === shard) ?? [];
    if (elected === undefined || !followed.some(({ replica }) => replica === elected)) return null;
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

/** When an outage ended; the injection if there was none. */
function endOf(outage: Outage | 'none' | 'no such operations', injectedAtMs: number): number | null {
  if (outage === 'no such operations') return null;
  return outage === 'none' ? injectedAtMs : outage.toMs;
}

function longest(outages: readonly (Outage | 'none' | 'no such operations')[], endMs: number): number | null {
  const lengths = outages.flatMap((outage) => {
    if (outage === 'no such operations') return [];
    return outage === 'none' ? [0] : [lengthMs(outage, endMs)];
  });
  return lengths.length > 0 ? Math.max(...lengths) : null;
}

function latest(moments: readonly (number | null)[]): number | null {
  const come = moments.filter((moment) => moment !== null);
  return come.length < moments.length || come.length === 0 ? null : Math.max(...come);
}
