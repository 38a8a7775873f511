import type { AuditedFault } from '../audit/classify-loss.js';
import type { RunEvent } from '../model/run-event.js';
import type { FaultView } from './fault-view.js';

/** A failover that no planned fault explains: a machine under too much load takes its own primary for dead. */
export interface SpuriousFailover extends AuditedFault {
  /** The node that became the primary. */
  readonly promoted: string;
}

/** Every promotion of the run that is not the one that a planned fault brought about. */
export function spuriousFailovers(
  events: readonly RunEvent[],
  views: readonly FaultView[],
  shardOf: (node: string) => number,
): readonly SpuriousFailover[] {
  const expected = views.flatMap((view) => view.promotions.map(({ atMs }) => atMs));
  return events
    .filter((event) => event.type === 'role-changed')
    .filter(({ to, atMs }) => to === 'primary' && atMs >= 0 && !expected.includes(atMs))
    .map(({ node, atMs }) => ({
      name: 'spurious failover',
      promoted: node,
      injectedAtMs: beganAtMs(events, atMs),
      // The old primary lives, and goes on acknowledging until it is demoted.
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

/** When the sentinels decided on it; the promotion itself where they did not say. */
function beganAtMs(events: readonly RunEvent[], promotedAtMs: number): number {
  const began = events.findLast(
    (event) => event.type === 'server-event' && event.name === '+try-failover' && event.atMs <= promotedAtMs,
  );
  return began?.atMs ?? promotedAtMs;
}

function demotedAtMs(events: readonly RunEvent[], promotedAtMs: number): number | null {
  const demoted = events.find(
    (event) => event.type === 'role-changed' && event.to === 'replica' && event.atMs >= promotedAtMs,
  );
  return demoted?.atMs ?? null;
}
