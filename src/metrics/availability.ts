import type { AvailabilityRecord, OperationCounts } from '../model/run-record.js';

/** What managed caches promise. Source: Amazon ElastiCache SLA, Multi-AZ. */
const slaTarget = 0.9999;
const yearMs = 365 * 24 * 3600 * 1000;

/** Good operations over planned ones, and the share of a year's allowed downtime that the outages of this run spent. */
export function availability(operations: OperationCounts, outageMs: readonly number[]): AvailabilityRecord {
  const { ok, planned } = operations;
  const spentMs = outageMs.reduce((sum, outage) => sum + outage, 0);
  const budgetMsPerYear = (1 - slaTarget) * yearMs;
  return {
    good: ok,
    planned,
    ratio: planned > 0 ? ok / planned : null,
    longestOutageMs: outageMs.length > 0 ? Math.max(...outageMs) : null,
    sla: {
      target: slaTarget,
      budgetMsPerYear: Math.round(budgetMsPerYear),
      spentMs,
      spentShare: spentMs / budgetMsPerYear,
    },
  };
}
