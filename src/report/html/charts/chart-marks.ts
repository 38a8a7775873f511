import type { RunRecord } from '../../../record/run-record.js';
import { partsOf } from '../../facts/phase-parts.js';
import { waterfallOf } from '../../facts/waterfall.js';

/** The marks on every time chart, in seconds on the run's clock. */
export interface ChartMarks {
  readonly phases: readonly Span[];
  /** From injection to healing, or to the end of the run. */
  readonly faults: readonly Span[];
  /** In chronological order, which numbers them from 1. */
  readonly milestones: readonly Milestone[];
}

/** A step of a failover. */
export interface Milestone {
  readonly label: string;
  readonly at: number;
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** With more milestones than this, only promotions and the return of writes are marked; with more of those, none. */
const mostMilestones = 12;

/** Phases, faults and milestones of a run, in chronological order. */
export function chartMarks(record: RunRecord): ChartMarks {
  const endMs = Math.max(0, ...record.phases.map((phase) => phase.endMs));
  return {
    phases: record.phases
      .flatMap((phase) =>
        partsOf(phase).map((part) => ({ name: phase.name, from: part.startMs / 1000, to: part.endMs / 1000 })),
      )
      .toSorted((a, b) => a.from - b.from),
    faults: record.faults.map(({ name, injectedAtMs, healedAtMs }) => ({
      name,
      from: injectedAtMs / 1000,
      to: (healedAtMs ?? Math.max(endMs, injectedAtMs)) / 1000,
    })),
    milestones: milestonesOf(record),
  };
}

function milestonesOf(record: RunRecord): readonly Milestone[] {
  const all = record.faults.flatMap((fault, index) =>
    fault.milestones.flatMap((one) =>
      waterfallOf(record, fault, one).flatMap(({ label, name, afterMs }) => {
        if (afterMs === null) return [];
        const shard = fault.milestones.length > 1 ? `, shard ${one.shard}` : '';
        const which = record.faults.length > 1 ? ` (fault ${index + 1})` : '';
        return [{ name, label: `${label}${shard}${which}`, at: (fault.injectedAtMs + afterMs) / 1000 }];
      }),
    ),
  );
  const main = all.filter(({ name }) => name === 'promotedMs' || name === 'writesBackMs');
  const shown = [all, main].find(({ length }) => length <= mostMilestones) ?? [];
  return shown.map(({ label, at }) => ({ label, at })).toSorted((a, b) => a.at - b.at);
}
