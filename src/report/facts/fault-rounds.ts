import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord } from '../../record/sections/faults.js';
import { strikeToOutageMs } from '../../record/strike-to-outage.js';
import { formatDuration } from '../format-figures.js';
import type { ExplainedTable } from './figure-table.js';

/**
 * Up to this many faults are described individually; beyond that, a table has one line each, and only the worst is described
 * in full.
 */
const mostWhole = 3;

/** One line per fault, if there are too many to describe in full; otherwise null. */
export function faultRounds(record: RunRecord): ExplainedTable | null {
  if (record.faults.length <= mostWhole) return null;
  return {
    head: ['#', 'fault', 'at', 'struck', 'promoted', 'no writes', 'joined', 'redundant'],
    rows: record.faults.map((fault, index) => [
      String(index + 1),
      fault.name,
      formatDuration(fault.injectedAtMs),
      struck(fault.targets),
      after(fault, 'promotedMs'),
      fault.unavailability.writeMs === null ? '–' : formatDuration(fault.unavailability.writeMs),
      after(fault, 'replacementJoinedMs'),
      after(fault, 'redundancyRestoredMs'),
    ]),
    meaning: 'After the injection, on the slowest shard; a dash: not seen. Below, the round with the longest outage.',
  };
}

/** The faults described in full, with their titles: all if few, otherwise the one with the longest outage. */
export function faultsInFull(record: RunRecord): readonly { readonly fault: FaultRecord; readonly title: string }[] {
  const { faults } = record;
  const titled = faults.map((fault, index) => ({
    fault,
    title: faults.length === 1 ? fault.name : `${fault.name} (${index + 1} of ${faults.length})`,
  }));
  if (faults.length <= mostWhole) return titled;
  return titled.toSorted((a, b) => byOutage(a.fault, b.fault)).slice(0, 1);
}

/** The longest outage first; of several faults with the same outage, first the one that struck closest to its start. */
export function byOutage(left: FaultRecord, right: FaultRecord): number {
  return outageMs(right) - outageMs(left) || strikeToOutageMs(left) - strikeToOutageMs(right);
}

/** The longer of a fault's outages for writes and for reads; 0: none. */
export function outageMs({ unavailability: { writeMs, readMs } }: FaultRecord): number {
  return Math.max(writeMs ?? 0, readMs ?? 0);
}

function struck(targets: readonly string[]): string {
  return targets.length > 2 ? `${targets[0]} + ${targets.length - 1}` : targets.join(' ');
}

function after(fault: FaultRecord, name: 'promotedMs' | 'replacementJoinedMs' | 'redundancyRestoredMs'): string {
  const moments = fault.milestones.map((milestones) => milestones[name]);
  const known = moments.filter((moment) => moment !== null);
  return known.length === 0 || known.length < moments.length ? '–' : formatDuration(Math.max(...known));
}
