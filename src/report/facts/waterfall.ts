import type { FaultRecord, Milestones, RunRecord } from '../../model/run-record.js';
import { formatDuration } from '../format-figures.js';

/** A step of a failover: when it was reached after the injection, and in words. */
export interface WaterfallStep {
  readonly label: string;
  /** Null: it never was. */
  readonly afterMs: number | null;
  /** The figure, or why there is none. */
  readonly text: string;
}

type MilestoneName = Exclude<keyof Milestones, 'shard'>;

const steps = {
  firstErrorMs: ['first failed operation', 'not seen'],
  detectedMs: ['failure detected', 'not seen'],
  agreedMs: ['failure agreed', 'not seen'],
  promotedMs: ['replica promoted', 'not seen'],
  routedMs: ['clients routed to it', 'not seen'],
  readsBackMs: ['reads back', 'never'],
  writesBackMs: ['writes back', 'never'],
  lastErrorMs: ['last failed operation', 'not seen'],
  latencyRecoveredMs: ['p99 recovered', 'never'],
  replacementJoinedMs: ['replacement joined', 'never'],
  redundancyRestoredMs: ['redundancy restored', 'never'],
} as const satisfies Record<MilestoneName, readonly [label: string, missing: string]>;

/** The steps of one failover on one shard in the order of time; what was never reached stands last. */
export function waterfallOf(record: RunRecord, fault: FaultRecord, milestones: Milestones): readonly WaterfallStep[] {
  const all = (Object.keys(steps) as MilestoneName[]).map((name) => {
    const [label, missing] = steps[name];
    const afterMs = milestones[name];
    const notAsked = name === 'replacementJoinedMs' && !asksForReplacement(record, fault.name);
    return { label, afterMs, text: afterMs === null ? (notAsked ? 'not asked' : missing) : formatDuration(afterMs) };
  });
  const reached = all.filter(({ afterMs }) => afterMs !== null);
  return [
    ...reached.toSorted((a, b) => (a.afterMs ?? 0) - (b.afterMs ?? 0)),
    ...all.filter(({ afterMs }) => afterMs === null),
  ];
}

/** Whether the scenario asks for a node to come back after this fault; also when the scenario doesn't say. */
function asksForReplacement(record: RunRecord, faultName: string): boolean {
  const { faults } = record.scenario;
  if (!Array.isArray(faults)) return true;
  const same: unknown[] = faults.filter(
    (fault: unknown) =>
      typeof fault === 'object' && fault !== null && (faultName in fault || hasName(fault, faultName)),
  );
  const recoveries = same.map((fault) => (fault as { recover?: unknown }).recover);
  return recoveries.length === 0 || recoveries.some((recover) => recover !== 'none');
}

function hasName(fault: object, name: string): boolean {
  return 'name' in fault && fault.name === name;
}
