import type { AuditedFault } from '../audit/classify-loss.js';
import type { FaultJudgement } from '../audit/relay-agreement.js';
import type { RelayEvidence } from '../audit/relay-evidence.js';
import { latencyRecoveredAtMs } from '../metrics/latency-recovery.js';
import { commonOutages, lengthMs, type Outage, outageAfter, outagesBetween } from '../metrics/outages.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { RunEvent } from '../model/run-event.js';
import type { FaultRecord, Milestones, Unavailability } from '../model/run-record.js';
import type { Cluster } from '../topology/topology.js';
import { FaultEvents, type Promotion } from './fault-events.js';
import type { FaultOutcome } from './fault-outcome.js';
import type { Measured } from './measured.js';

/** A shorter time without success is none; one that began so shortly before the next strike is the next one's. */
const shortestOutageMs = 40;

/** All that the record tells of one fault, worked out from what happened. Moments are on the run's clock; null: never. */
export class FaultView {
  readonly injectedAtMs: number;
  readonly outcome: FaultOutcome;
  #measured: Measured;
  #operations: readonly OperationPlan[];
  #told: FaultEvents;
  #steadyEndMs: number;

  constructor(
    outcome: FaultOutcome,
    context: {
      readonly measured: Measured;
      readonly cluster: Cluster;
      readonly operations: readonly OperationPlan[];
      readonly events: readonly RunEvent[];
      readonly steadyEndMs: number;
    },
  ) {
    this.outcome = outcome;
    this.#measured = context.measured;
    this.#operations = context.operations;
    this.#told = new FaultEvents(outcome, context);
    this.#steadyEndMs = context.steadyEndMs;
    this.injectedAtMs = this.#told.injectedAtMs;
  }

  /** The shards that it hit: those of its targets. */
  get shards(): readonly number[] {
    return this.outcome.shards;
  }

  get healedAtMs(): number | null {
    const { healedAtMs } = this.outcome;
    return healedAtMs === null ? null : this.#told.onRunClock(healedAtMs);
  }

  /** When every shard that it hit took writes again; the injection when it hit none. */
  get writesBackAtMs(): number | null {
    if (this.shards.length === 0) return this.injectedAtMs;
    return latest(this.shards.map((shard) => endOf(this.#outage(shard, 'write'), this.injectedAtMs)));
  }

  /** When and which nodes became primaries of the shards that it hit, the first of each shard. */
  get promotions(): readonly Promotion[] {
    return this.shards.flatMap((shard) => this.#told.promotionIn(shard) ?? []);
  }

  get recoveredAtMs(): number | null {
    const latencyAtMs = this.#latencyRecoveredAtMs();
    const redundantAtMs = this.shards.map((shard) => this.#redundantAtMs(shard));
    return latest([latencyAtMs, ...redundantAtMs]);
  }

  /** How long clients had no service of a sort, and the prober. */
  unavailability(): Unavailability {
    const writes = this.shards.map((shard) => this.#outage(shard, 'write'));
    const reads = this.shards.map((shard) => this.#outage(shard, 'read'));
    return {
      writeMs: longest(writes, this.#told.endMs),
      readMs: longest(reads, this.#told.endMs),
      proberWriteMs: this.#longestProberOutage('writes'),
      proberReadMs: this.#longestProberOutage('reads'),
      ended: [...writes, ...reads].every(
        (outage) => outage === 'none' || outage === 'no such operations' || outage.toMs !== null,
      ),
    };
  }

  /** One for each shard whose primary it struck; one without a shard where it struck none. */
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
      name: outcome.plan.name,
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
    const { plan, definition } = this.outcome;
    const promotion = shard === null ? this.promotions[0] : this.#told.promotionIn(shard);
    return {
      name: plan.name,
      injectedAtMs: this.injectedAtMs,
      leavesZombie: definition.leavesZombie,
      zombieUntilMs: this.#told.demotedAtMs(shard),
      promotedAtMs: promotion?.atMs ?? null,
      shard,
      relay: this.#relayEvidence(promotion?.node),
    };
  }

  #outagesUntilMs(shard: number): number {
    const untilMs = this.#told.untilMs(shard);
    return untilMs < this.#told.endMs ? Math.max(this.injectedAtMs, untilMs - shortestOutageMs) : untilMs;
  }

  /** Its redundancy as it was when the last fault had been recovered from, or when the next one struck. */
  #redundantAtMs(shard: number): number | null {
    const atMs = this.outcome.redundantAtMs.get(shard);
    return atMs === undefined ? null : this.#told.onRunClock(atMs);
  }

  #after(atMs: number | null | undefined): number | null {
    return atMs === null || atMs === undefined ? null : Math.max(0, atMs - this.injectedAtMs);
  }

  #milestones(shard: number): Milestones {
    const { measurements } = this.#measured;
    const promotion = this.#told.promotionIn(shard);
    const write = this.#outage(shard, 'write');
    const read = this.#outage(shard, 'read');
    const { joinedAtMs } = this.outcome;
    const firstErrorMs = measurements.firstErrorMs(this.injectedAtMs);
    const untilMs = this.#told.untilMs(shard);
    return {
      shard,
      firstErrorMs: this.#after(firstErrorMs !== null && firstErrorMs <= untilMs ? firstErrorMs : null),
      detectedMs: this.#after(this.#told.notice('suspected', shard)),
      agreedMs: this.#after(this.#told.notice('agreed-down', shard)),
      promotedMs: this.#after(promotion?.atMs),
      routedMs: this.#after(promotion && this.#told.routedAtMs(promotion)),
      writesBackMs: this.#after(endOf(write, this.injectedAtMs)),
      readsBackMs: this.#after(endOf(read, this.injectedAtMs)),
      lastErrorMs: this.#after(measurements.lastErrorMs(this.injectedAtMs, untilMs)),
      latencyRecoveredMs: this.#after(this.#latencyRecoveredAtMs()),
      replacementJoinedMs: this.#after(joinedAtMs === null ? null : this.#told.onRunClock(joinedAtMs)),
      redundancyRestoredMs: this.#after(this.#redundantAtMs(shard)),
    };
  }

  /** The clients' outage of a sort around this fault. */
  #outage(shard: number, sort: 'read' | 'write'): Outage | 'none' | 'no such operations' {
    const { load, measurements } = this.#measured;
    const isWrite = sort === 'write';
    const seen = measurements.kinds();
    const has = this.#operations.some(({ name, writes }) => writes === isWrite && seen.includes(name));
    if (!has || load === null) return 'no such operations';
    return outageAfter(commonOutages(load.gaps, shard, sort), this.injectedAtMs, this.#outagesUntilMs(shard)) ?? 'none';
  }

  #longestProberOutage(sort: 'reads' | 'writes'): number | null {
    const { probers } = this.#measured;
    return (
      probers &&
      longest(
        this.shards.map((shard) => this.#proberOutage(probers[shard]?.[sort] ?? [], shard)),
        this.#told.endMs,
      )
    );
  }

  #proberOutage(successMs: readonly number[], shard: number): Outage | 'none' {
    const moments = successMs.map((atMs) => this.#told.onRunClock(atMs));
    const outages = outagesBetween(moments, 0, this.#told.endMs, shortestOutageMs);
    return outageAfter(outages, this.injectedAtMs, this.#outagesUntilMs(shard)) ?? 'none';
  }

  #latencyRecoveredAtMs(): number | null {
    const fromMs = this.writesBackAtMs;
    if (fromMs === null) return null;
    const { measurements, issueEndMs } = this.#measured;
    return latencyRecoveredAtMs(measurements, this.#steadyEndMs, fromMs, this.#told.onRunClock(issueEndMs));
  }

  #relayEvidence(elected: string | undefined): RelayEvidence | null {
    const { loss, injection } = this.outcome;
    const shard = elected === undefined ? undefined : this.#told.shardOf(elected);
    const followed =
      loss?.replication.filter(({ followed, replica }) => followed && this.#told.shardOf(replica) === shard) ?? [];
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

/** When an outage ended; the injection when there was none. */
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
