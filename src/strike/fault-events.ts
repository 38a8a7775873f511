import { endpointName } from '../model/node.js';
import type { RunEvent } from '../record/sections/events.js';
import type { Cluster } from '../topology/topology.js';
import type { FaultOutcome } from './fault-outcome.js';
import { canPromote, spanEndMs } from './fault-span.js';
import type { ObservedLoad } from './observed-load.js';

export interface Promotion {
  readonly atMs: number;
  readonly node: string;
}

/** What servers and clients reported around one fault. Times are on the run's clock. */
export class FaultEvents {
  readonly outcome: FaultOutcome;
  readonly injectedAtMs: number;
  #measured: ObservedLoad;
  #cluster: Cluster;
  #events: readonly RunEvent[];
  /** Every strike of the run, including this one. */
  #all: readonly FaultOutcome[];
  #promotionsByShard = new Map<number, readonly Promotion[]>();

  constructor(
    outcome: FaultOutcome,
    context: { readonly measured: ObservedLoad; readonly cluster: Cluster; readonly events: readonly RunEvent[] },
  ) {
    this.outcome = outcome;
    this.#measured = context.measured;
    this.#cluster = context.cluster;
    this.#events = context.events;
    this.#all = context.measured.faults;
    this.injectedAtMs = this.onRunClock(outcome.injection.injectedAtMs);
  }

  get healedAtMs(): number | null {
    const { healedAtMs } = this.outcome;
    return healedAtMs === null ? null : this.onRunClock(healedAtMs);
  }

  /** When and which nodes became primaries of the shards it hit, the first per shard. */
  get promotions(): readonly Promotion[] {
    return this.outcome.shards.flatMap((shard) => this.promotionIn(shard) ?? []);
  }

  /** The last of the first promotions on its shards. */
  get promotedAtMs(): number | null {
    return latest(this.promotions.map(({ atMs }) => atMs));
  }

  /** When the shard's redundancy was restored before another fault struck the shard; null: it was not. */
  redundantAtMs(shard: number): number | null {
    const atMs = this.outcome.redundantAtMs.get(shard);
    return atMs === undefined ? null : this.onRunClock(atMs);
  }

  get endMs(): number {
    return this.onRunClock(this.#measured.endMs);
  }

  onRunClock(atMs: number): number {
    return atMs - this.#measured.epochMs;
  }

  /** Events on a shard belong to this fault until this time. */
  untilMs(shard: number): number {
    return Math.min(this.endMs, this.#spanEndMs(shard));
  }

  #spanEndMs(shard: number): number {
    const promotedAtMs = this.#promotionsOn(shard).map(({ atMs }) => atMs + this.#measured.epochMs);
    return this.onRunClock(spanEndMs(this.outcome, shard, this.#all, promotedAtMs));
  }

  /**
   * When a node of the shard was first suspected, or first agreed to be down: a target, until another fault strikes it. For
   * a fault that acts beyond its targets, also a node that no fault struck, while events on the shard belong to this fault.
   */
  notice(type: 'suspected' | 'agreed-down', shard: number): number | null {
    const { injection, targetIds } = this.outcome;
    const { targets } = injection;
    const struckAgain = this.#all
      .filter(({ injectedAtMs, injection }) => {
        return injectedAtMs > this.outcome.injectedAtMs && injection.targets.some((node) => targets.includes(node));
      })
      .map(({ injectedAtMs }) => this.onRunClock(injectedAtMs));
    const untilMs = this.untilMs(shard);
    const ownUntilMs = Math.max(untilMs, Math.min(this.healedAtMs ?? this.endMs, ...struckAgain));
    const notices = this.#events.flatMap((event) =>
      event.type === type && event.atMs >= this.injectedAtMs && this.shardOf(event.node) === shard ? [event] : [],
    );
    const own = notices.find(({ node, atMs }) => targetIds.includes(node) && atMs <= ownUntilMs);
    if (own !== undefined || !this.outcome.definition.actsBeyondTargets) return own?.atMs ?? null;
    const others = this.#all.flatMap((other) => other.targetIds);
    return notices.find(({ node, atMs }) => atMs <= untilMs && !others.includes(node))?.atMs ?? null;
  }

  /** The first promotion that replaces a primary it struck: also after the load has ended, until the fault is healed. */
  promotionIn(shard: number): Promotion | undefined {
    if (!canPromote(this.outcome, shard)) return undefined;
    const untilMs = Math.min(this.#spanEndMs(shard), Math.max(this.endMs, this.healedAtMs ?? Number.POSITIVE_INFINITY));
    return this.#promotionsOn(shard).find(({ atMs }) => atMs >= this.injectedAtMs && atMs <= untilMs);
  }

  #promotionsOn(shard: number): readonly Promotion[] {
    const known = this.#promotionsByShard.get(shard);
    if (known !== undefined) return known;
    const found = this.#events.flatMap((event) =>
      event.type === 'role-changed' && event.to === 'primary' && this.shardOf(event.node) === shard ? [event] : [],
    );
    this.#promotionsByShard.set(shard, found);
    return found;
  }

  shardOf(node: string): number | null | undefined {
    return this.#cluster.nodes.find(({ id }) => id === node)?.shard;
  }

  demotedAtMs(shard: number | null): number | null {
    const struck = this.outcome.injection.targets.filter((node) => shard === null || node.shard === shard);
    const targets = struck.map(({ id }) => id);
    const found = this.#events.find(
      (event) =>
        event.type === 'role-changed' &&
        event.to === 'replica' &&
        event.atMs >= this.injectedAtMs &&
        targets.includes(event.node),
    );
    return found?.atMs ?? null;
  }

  /** The first operation that the promoted node acknowledged. */
  routedAtMs(promotion: Promotion): number | null {
    const node = this.#cluster.nodes.find(({ id }) => id === promotion.node);
    if (node === undefined) return null;
    // A client may have learned a late joiner's address from other nodes.
    const places = [node.clientAddress, node.links?.announced].map((place) => place && endpointName(place));
    const moments = this.#measured.routed
      .filter(
        ({ endpoint, atMs }) =>
          places.includes(endpoint) || atMs >= (this.#cluster.ledSinceMs?.(node, endpoint) ?? Number.POSITIVE_INFINITY),
      )
      .map((routed) => this.onRunClock(routed.atMs))
      .filter((atMs) => atMs >= this.injectedAtMs);
    return moments.length > 0 ? Math.min(...moments) : null;
  }
}

/** The last of these times; null if one of them never came, or there is none. */
export function latest(moments: readonly (number | null)[]): number | null {
  const come = moments.filter((moment) => moment !== null);
  return come.length < moments.length || come.length === 0 ? null : Math.max(...come);
}
