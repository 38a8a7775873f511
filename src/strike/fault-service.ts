import { type FaultOutages, isConsequence, outagesOfFault } from '../metrics/fault-outages.js';
import { latencyRecoveredAtMs } from '../metrics/latency-recovery.js';
import { type ClientOutage, lengthMs, longestOutage, overlapping } from '../metrics/outages.js';
import type { Sort } from '../metrics/service-gap.js';
import type { OperationPlan } from '../model/operation-plan.js';
import type { Unavailability } from '../record/sections/faults.js';
import type { Cluster } from '../topology/topology.js';
import { type FaultEvents, latest } from './fault-events.js';
import type { ObservedLoad } from './observed-load.js';
import { outageRecord, type RunOutages } from './run-outages.js';

/** An outage that begins this shortly before the next strike belongs to that strike. */
const nextStrikeMs = 40;

export interface FaultServiceContext {
  readonly measured: ObservedLoad;
  readonly outages: RunOutages;
  readonly cluster: Cluster;
  readonly operations: readonly OperationPlan[];
  /** Whether clients talk to an application, so that their outages belong to no shard. */
  readonly areBehindApplication: boolean;
  readonly steadyEndMs: number;
  /** Minimum length of an outage that counts as a phase. */
  readonly phaseMs: number;
  /** Whether the topology has replicas that could be missing. */
  readonly isReplicated: boolean;
}

type LongestOutage = ClientOutage | 'none' | 'no such operations';

/** The service that clients and probers got around one fault. Times are on the run's clock; null: never. */
export class FaultService {
  /** When the workers stopped issuing: nothing was due later. */
  readonly #issueEndMs: number;
  readonly #context: FaultServiceContext;
  readonly #events: FaultEvents;
  readonly #around: FaultOutages<ClientOutage>;

  constructor(events: FaultEvents, context: FaultServiceContext) {
    this.#events = events;
    this.#context = context;
    this.#issueEndMs = events.onRunClock(context.measured.issueEndMs);
    this.#around = this.#outagesAround();
  }

  /** When the outage it caused ended; without one, when clients reached the new primary. */
  get failoverEndMs(): number | null {
    return this.#around.failoverEndMs;
  }

  get recoveredAtMs(): number | null {
    return this.#around.recoveredAtMs;
  }

  /** The clients' outages between injection and recovery, on the shards it hit. */
  get outages(): readonly ClientOutage[] {
    return this.#around.outages;
  }

  /** Errors and outages belong to this fault until this time. */
  get untilMs(): number {
    return this.#around.untilMs;
  }

  get latencyRecoveredAtMs(): number | null {
    return this.failoverEndMs === null ? null : this.#latencyRecoveredAtMs(this.failoverEndMs);
  }

  /** When reads or writes of a shard were back after the longest outage; the injection if there was none. */
  backAtMs(shard: number, sort: Sort): number | null {
    const outage = this.#longest(shard, sort);
    if (outage === 'no such operations') return null;
    return outage === 'none' ? this.#events.injectedAtMs : outage.toMs;
  }

  /** How long reads or writes were unavailable, to clients and to the prober. */
  unavailability(): Unavailability {
    const { shards } = this.#events.outcome;
    const writes = shards.map((shard) => this.#longest(shard, 'write'));
    const reads = shards.map((shard) => this.#longest(shard, 'read'));
    const probed = [this.proberOutages('write'), this.proberOutages('read')].filter((outages) => outages !== null);
    const found = [...new Set([...writes, ...reads])].filter((outage) => typeof outage !== 'string');
    return {
      writeMs: longest(writes, this.#issueEndMs),
      readMs: longest(reads, this.#issueEndMs),
      proberWriteMs: this.#longestProberOutage('write'),
      proberReadMs: this.#longestProberOutage('read'),
      resolutionMs: this.#resolutionMs(),
      outages: found.map((outage) => outageRecord(outage, this.#issueEndMs)),
      ended: found.every(({ toMs }) => toMs !== null),
      ...(probed.length > 0 && { proberEnded: probed.flat().every(({ toMs }) => toMs !== null) }),
    };
  }

  #outagesAround(): FaultOutages<ClientOutage> {
    const { outages, phaseMs } = this.#context;
    const { outcome, promotions, promotedAtMs, injectedAtMs, healedAtMs } = this.#events;
    return outagesOfFault(
      (untilMs) => this.#ofClients(outages.clients, untilMs),
      {
        injectedAtMs,
        healedAtMs,
        promotedAtMs,
        routedAtMs: latest(promotions.map((promotion) => this.#events.routedAtMs(promotion))),
        recoveredAfter: (failoverEndMs) =>
          latest([
            this.#latencyRecoveredAtMs(failoverEndMs),
            ...(this.#restoresRedundancy ? outcome.shards.map((shard) => this.#events.redundantAtMs(shard)) : []),
          ]),
      },
      { endMs: this.#issueEndMs, phaseMs },
    );
  }

  #ofClients(outages: readonly ClientOutage[], untilMs: number): readonly ClientOutage[] {
    if (!this.#context.areBehindApplication) return this.#ofFault(outages, untilMs);
    const { injectedAtMs, outcome } = this.#events;
    const ends = outcome.shards.map((shard) => this.#outagesUntilMs(shard));
    return ends.length === 0 ? [] : overlapping(outages, injectedAtMs, Math.min(untilMs, ...ends));
  }

  /** The given outages on the shards it hit, up to the next strike on each shard. */
  #ofFault(outages: readonly ClientOutage[], untilMs: number): readonly ClientOutage[] {
    return this.#events.outcome.shards.flatMap((shard) =>
      overlapping(
        outages.filter((outage) => outage.shard === shard),
        this.#events.injectedAtMs,
        Math.min(untilMs, this.#outagesUntilMs(shard)),
      ),
    );
  }

  #outagesUntilMs(shard: number): number {
    const untilMs = this.#events.untilMs(shard);
    return untilMs < this.#events.endMs ? Math.max(this.#events.injectedAtMs, untilMs - nextStrikeMs) : untilMs;
  }

  /** Without replicas, and without a node that comes back, there is nothing to restore. */
  get #restoresRedundancy(): boolean {
    return this.#context.isReplicated || this.#events.outcome.order.recover !== 'none';
  }

  /** The clients' longest outage of reads or writes around this fault. */
  #longest(shard: number, sort: Sort): LongestOutage {
    const { load, measurements } = this.#context.measured;
    const isWrite = sort === 'write';
    const seen = measurements.kinds();
    const has = this.#context.operations.some(({ name, writes }) => writes === isWrite && seen.includes(name));
    if (!has || load === null) return 'no such operations';
    const isOwn = (outage: ClientOutage) => this.#context.areBehindApplication || outage.shard === shard;
    const own = this.outages.filter((outage) => isOwn(outage) && outage.sort === sort);
    return longestOutage(own, this.#issueEndMs) ?? 'none';
  }

  /** The probers' outages of reads or writes around this fault; null: none watched, or what they saw says nothing. */
  proberOutages(sort: Sort): readonly ClientOutage[] | null {
    const { probers } = this.#context.outages;
    if (probers === null || this.#events.outcome.shards.length === 0) return null;
    const seen = probers.flatMap((outages, shard) => outages.map((outage) => ({ ...outage, shard })));
    const course = { injectedAtMs: this.#events.injectedAtMs, promotedAtMs: this.#events.promotedAtMs };
    const limits = { endMs: this.#issueEndMs, phaseMs: this.#context.phaseMs };
    // A server that clients ejected permanently says nothing about their service.
    const isLeftOut = this.outages.every(({ toMs }) => toMs !== null);
    if (isLeftOut && seen.some(({ shard, sort: of, toMs }) => of === sort && toMs === null && this.#isGone(shard)))
      return null;
    return this.#ofFault(seen, this.untilMs).filter(
      (outage) => outage.sort === sort && isConsequence(outage, course, limits),
    );
  }

  #longestProberOutage(sort: Sort): number | null {
    const own = this.proberOutages(sort);
    return own && longest([longestOutage(own, this.#issueEndMs) ?? 'none'], this.#issueEndMs);
  }

  #isGone(shard: number): boolean {
    return this.#events.outcome.shards.includes(shard) && this.#context.cluster.isGone?.(shard) === true;
  }

  /** The mean time between reads or writes on the shards it hit, for the rarest combination. */
  #resolutionMs(): number | null {
    const { load } = this.#context.measured;
    const counts = this.#events.outcome.shards.flatMap((shard) => {
      const { writes = 0, reads = 0 } = load?.shards[this.#context.areBehindApplication ? 0 : shard] ?? {};
      return [writes, reads].filter((count) => count > 0);
    });
    return counts.length === 0 ? null : this.#issueEndMs / Math.min(...counts);
  }

  #latencyRecoveredAtMs(fromMs: number): number | null {
    const { measured, steadyEndMs } = this.#context;
    return latencyRecoveredAtMs(measured.measurements, steadyEndMs, fromMs, this.#issueEndMs);
  }
}

function longest(outages: readonly LongestOutage[], endMs: number): number | null {
  const lengths = outages.flatMap((outage) => {
    if (outage === 'no such operations') return [];
    return outage === 'none' ? [0] : [lengthMs(outage, endMs)];
  });
  return lengths.length > 0 ? Math.max(...lengths) : null;
}
