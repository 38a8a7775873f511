import type { AuditedFault } from '../audit/classify-loss.js';
import type { RunEvent } from '../record/sections/events.js';
import type { FaultView } from './fault-view.js';

/** A failover that no planned fault explains: an overloaded machine mistakes its own primary for dead. */
export interface SpuriousFailover extends AuditedFault {
  readonly promoted: string;
  /** Whether it still follows from a planned fault that already caused a failover: a second death, or failing back. */
  readonly isOfFault: boolean;
}

/**
 * Every promotion of the run except those caused by planned faults. One before the measured part counts if sentinels decided
 * on it: its old primary may keep acknowledging into that part.
 */
export function spuriousFailovers(
  events: readonly RunEvent[],
  views: readonly FaultView[],
  shardOf: (node: string) => number,
): readonly SpuriousFailover[] {
  const expected = views.flatMap((view) => view.promotions.map(({ atMs }) => atMs));
  return events
    .filter((event) => event.type === 'role-changed')
    .filter(({ to, atMs }) => to === 'primary' && !expected.includes(atMs))
    .filter(({ atMs }) => atMs >= 0 || attemptBefore(events, atMs) !== undefined)
    .map(({ node, atMs }) => ({
      name: 'spurious failover',
      promoted: node,
      isOfFault: views.some((view) =>
        explains(view, { node, atMs, before: primaryBefore(events, shardOf, { node, atMs }) }),
      ),
      injectedAtMs: beganAtMs(events, atMs),
      // The old primary is alive and keeps acknowledging until it is demoted.
      leavesZombie: true,
      zombieUntilMs: demotedAtMs(
        events.filter((event) => event.type === 'role-changed' && shardOf(event.node) === shardOf(node)),
        atMs,
      ),
      promotedAtMs: atMs,
      shard: shardOf(node),
      relay: null,
    }));
}

/** Whether the fault also killed the replaced node, or healing the fault gave its target the role back. */
function explains(
  { injectedAtMs, healedAtMs, outcome }: FaultView,
  { node, atMs, before }: { readonly node: string; readonly atMs: number; readonly before: string | undefined },
): boolean {
  if (atMs < injectedAtMs || (healedAtMs !== null && atMs > healedAtMs)) return false;
  const { targetIds: targets } = outcome;
  const isNextDeath = !outcome.definition.leavesZombie && before !== undefined && targets.includes(before);
  const isFailingBack = targets.includes(node) && healedAtMs !== null;
  return isNextDeath || isFailingBack;
}

/** The node that was the shard's primary before that. */
function primaryBefore(
  events: readonly RunEvent[],
  shardOf: (node: string) => number,
  { node, atMs }: { readonly node: string; readonly atMs: number },
): string | undefined {
  const promotion = events.findLast(
    (event) =>
      event.type === 'role-changed' &&
      event.to === 'primary' &&
      event.atMs < atMs &&
      shardOf(event.node) === shardOf(node),
  );
  return promotion?.type === 'role-changed' ? promotion.node : undefined;
}

/** When the sentinels decided on it; the promotion itself if they did not report it. */
function beganAtMs(events: readonly RunEvent[], promotedAtMs: number): number {
  return attemptBefore(events, promotedAtMs)?.atMs ?? promotedAtMs;
}

function attemptBefore(events: readonly RunEvent[], promotedAtMs: number): RunEvent | undefined {
  return events.findLast(
    (event) => event.type === 'server-event' && event.name === '+try-failover' && event.atMs <= promotedAtMs,
  );
}

function demotedAtMs(events: readonly RunEvent[], promotedAtMs: number): number | null {
  const demoted = events.find(
    (event) => event.type === 'role-changed' && event.to === 'replica' && event.atMs >= promotedAtMs,
  );
  return demoted?.atMs ?? null;
}
