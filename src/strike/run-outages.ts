import { usualResponseMs } from '../metrics/fault-outages.js';
import { type ClientOutage, lengthMs } from '../metrics/outages.js';
import { withoutStalls } from '../metrics/outages-without-stalls.js';
import { allStalled } from '../metrics/stall-spans.js';
import type { Stall } from '../model/stall.js';
import type { RunEvent } from '../record/sections/events.js';
import type { OutageRecord } from '../record/sections/outages.js';
import type { ObservedLoad } from './observed-load.js';

/** Every outage of the run, as clients saw it and, by shard, as the probers did (null: no probers). */
export interface RunOutages {
  readonly clients: readonly ClientOutage[];
  readonly probers: readonly (readonly ClientOutage[])[] | null;
}

/**
 * The outages that everything else derives from: faults, phases, milestones, availability, other outages. None of them
 * is a stall of the generator.
 */
export function runOutages(
  { load, proberOutages, stalls, issueEndMs, epochMs }: ObservedLoad,
  steadyP99Us: number | null,
): RunOutages {
  const limits = { endMs: issueEndMs - epochMs, usualResponseMs: usualResponseMs(steadyP99Us) };
  return { clients: withoutStalls(load?.outages ?? [], allStalled(stalls), limits), probers: proberOutages };
}

/** The clients' outages of at least `eventMs` that belong to no fault. */
export function otherOutages(
  clients: readonly ClientOutage[],
  faults: readonly { readonly outages: readonly ClientOutage[] }[],
  { issueEndMs, eventMs }: { readonly issueEndMs: number; readonly eventMs: number },
): readonly ClientOutage[] {
  const explained = new Set(faults.flatMap(({ outages }) => outages));
  return clients.filter((outage) => !explained.has(outage) && lengthMs(outage, issueEndMs) >= eventMs);
}

export function outageRecord(outage: ClientOutage, issueEndMs: number): OutageRecord {
  const { shard, sort, fromMs } = outage;
  return { shard, sort, startMs: fromMs, durationMs: lengthMs(outage, issueEndMs) };
}

export function stallEvents(stalls: readonly Stall[]): readonly RunEvent[] {
  return stalls.map(({ startMs, ...stall }) => ({ atMs: startMs, type: 'stall', ...stall }));
}

export function outageEvents(outages: readonly OutageRecord[]): readonly RunEvent[] {
  return outages.map(({ startMs, ...outage }) => ({ atMs: startMs, type: 'outage', ...outage }));
}
