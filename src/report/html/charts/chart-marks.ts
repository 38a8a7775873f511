import type { RunRecord } from '../../../model/run-record.js';
import { partsOf } from '../../facts/phase-parts.js';
import { waterfallOf } from '../../facts/waterfall.js';

/** What is marked on every chart over time. Moments are seconds on the run's clock. */
export interface ChartMarks {
  readonly phases: readonly Span[];
  /** From the injection to the healing, or to the end of the run. */
  readonly faults: readonly Span[];
  /** The main ones get their name first where not all have room. */
  readonly milestones: readonly { readonly label: string; readonly at: number; readonly main: boolean }[];
}

interface Span {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** Of more faults than this, only where each struck and healed is marked. */
const mostWithMilestones = 5;

/** Phases, faults and milestones of a run, in the order of time. */
export function chartMarks(record: RunRecord): ChartMarks {
  const endMs = Math.max(0, ...record.phases.map((phase) => phase.endMs));
  const milestones = record.faults.flatMap((fault) =>
    fault.milestones.flatMap((one) =>
      waterfallOf(record, fault, one).flatMap(({ label, afterMs }) =>
        afterMs === null
          ? []
          : [
              {
                label,
                at: (fault.injectedAtMs + afterMs) / 1000,
                main: afterMs === one.promotedMs || afterMs === one.writesBackMs,
              },
            ],
      ),
    ),
  );
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
    milestones: record.faults.length > mostWithMilestones ? [] : milestones.toSorted((a, b) => a.at - b.at),
  };
}
