import type { AvailabilityRecord } from '../record/sections/availability.js';
import type { OperationCounts } from '../record/sections/stats.js';
import { lengthMs, type Outage, unionMs } from './outages.js';

/** The promise of managed caches. Source: Amazon ElastiCache SLA, Multi-AZ. */
const slaTarget = 0.9999;
const yearMs = 365 * 24 * 3600 * 1000;

interface Service {
  readonly outages: readonly Outage[];
  readonly endMs: number;
  readonly downMs: number;
}

/**
 * Good operations divided by planned ones, and the share of a year's allowed downtime used up by this run's outages: the
 * time in which any shard had no reads or no writes, in outages of at least `downMs`. `service` null: the load was aborted,
 * and its outages are unknown.
 */
export function availability(operations: OperationCounts, service: Service | null): AvailabilityRecord {
  const { ok, planned } = operations;
  const spentMs = service === null ? 0 : downtimeMs(service);
  const budgetMsPerYear = (1 - slaTarget) * yearMs;
  return {
    good: ok,
    planned,
    ratio: planned > 0 ? ok / planned : null,
    longestOutageMs:
      service === null ? null : Math.max(0, ...service.outages.map((outage) => lengthMs(outage, service.endMs))),
    sla: {
      target: slaTarget,
      budgetMsPerYear: Math.round(budgetMsPerYear),
      spentMs,
      spentShare: spentMs / budgetMsPerYear,
    },
  };
}

function downtimeMs({ outages, endMs, downMs }: Service): number {
  const down = outages.filter((outage) => lengthMs(outage, endMs) >= downMs);
  return unionMs(down, endMs);
}
