import { createHash } from 'node:crypto';
import type { WorkerOrder, WorkerPlan } from '../load/load-plan.js';
import type { CoordinatorMessage, RemotePlan } from './messages.js';
import { type SharedClock, toShared } from './shared-clock.js';

/** Plans as a message: each table of shards once, and without memory that only threads of one process can share. */
export function planMessage(plans: readonly WorkerPlan[]): Extract<CoordinatorMessage, { type: 'plan' }> {
  const tables: Uint16Array[] = [];
  const positionOf = (table: Uint16Array) => {
    const known = tables.indexOf(table);
    return known < 0 ? tables.push(table) - 1 : known;
  };
  const remote = plans.map((plan): RemotePlan => {
    const { inFlight: _cells, lease: _lease, shardsOfKeys, ...rest } = plan;
    return { ...rest, tables: shardsOfKeys?.map(positionOf) ?? null };
  });
  // A slice is a copy in memory of its own.
  return { type: 'plan', plans: remote, tables: tables.map((table) => table.slice()) };
}

export function inSharedTime(order: WorkerOrder, clock: SharedClock): WorkerOrder {
  if (order.order !== 'run') return order;
  return { ...order, epochMs: toShared(clock, order.epochMs), endMs: toShared(clock, order.endMs) };
}

/** A digest of plans, by which the coordinator knows that an agent works on what it was sent. */
export function planDigest(plans: readonly RemotePlan[]): string {
  return createHash('sha256').update(JSON.stringify(plans)).digest('hex');
}
