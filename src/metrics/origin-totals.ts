import type { StaleRead } from '../model/row-reads.js';
import { staleCauses } from '../model/stale-causes.js';
import { tableOf } from '../model/table.js';
import type { OriginCounts } from './interval-counts.js';
import { LatencySum } from './latency-sum.js';

const mostSamples = 20;

/** What all workers asked of the origin in the measured part, and what their reads returned. */
export class OriginTotals {
  readonly reads = noRequests();
  readonly writes = noRequests();
  readonly errors: Record<string, number> = {};
  readonly latency = new LatencySum();
  readonly poolWait = new LatencySum();
  readonly stale = tableOf(staleCauses, () => 0);
  readonly samples: StaleRead[] = [];
  sharedReads = 0;
  maxAgeMs = 0;
  phantom = 0;
  fills = 0;
  refusedFills = 0;

  add(counts: OriginCounts): void {
    const { reads, writes, errors, latency, poolWait, rows } = counts;
    for (const outcome of ['ok', 'fail', 'indeterminate'] as const) {
      this.reads[outcome] += reads[outcome];
      this.writes[outcome] += writes[outcome];
    }
    for (const [name, count] of Object.entries(errors)) this.errors[name] = (this.errors[name] ?? 0) + count;
    if (latency) this.latency.add(latency);
    if (poolWait) this.poolWait.add(poolWait);
    for (const cause of staleCauses) this.stale[cause] += rows.stale[cause];
    this.samples.push(...rows.samples.slice(0, mostSamples - this.samples.length));
    this.sharedReads += counts.sharedReads;
    this.maxAgeMs = Math.max(this.maxAgeMs, rows.maxAgeMs);
    this.phantom += rows.phantom;
    this.fills += rows.fills;
    this.refusedFills += rows.refusedFills;
  }
}

function noRequests() {
  return { ok: 0, fail: 0, indeterminate: 0 };
}
