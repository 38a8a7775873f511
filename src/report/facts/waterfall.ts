import { keysOf } from '../../model/table.js';
import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';
import { formatDuration } from '../format-figures.js';

/** Who reached a step: the data servers, their watchers, or the clients. */
export type Side = 'servers' | 'watchers' | 'clients';

/** A step of a failover: when it was reached after the injection, and its text. */
export interface WaterfallStep {
  readonly name: MilestoneName;
  readonly side: Side;
  readonly label: string;
  /** Null: never. */
  readonly afterMs: number | null;
  /** The figure, or why there is none. */
  readonly text: string;
}

type MilestoneName = Exclude<keyof Milestones, 'shard'>;

const steps = {
  firstErrorMs: ['clients', 'first failed operation', 'not seen'],
  detectedMs: ['watchers', 'failure detected', 'not seen'],
  agreedMs: ['watchers', 'failure agreed', 'not seen'],
  promotedMs: ['servers', 'replica promoted', 'not seen'],
  routedMs: ['clients', 'clients routed to it', 'not seen'],
  readsBackMs: ['clients', 'reads back', 'never'],
  writesBackMs: ['clients', 'writes back', 'never'],
  lastErrorMs: ['clients', 'last failed operation', 'not seen'],
  latencyRecoveredMs: ['clients', 'p99 recovered', 'never'],
  replacementJoinedMs: ['servers', 'replacement joined', 'never'],
  redundancyRestoredMs: ['servers', 'redundancy restored', 'never'],
} as const satisfies Record<MilestoneName, readonly [side: Side, label: string, missing: string]>;

/** The steps of one failover on one shard in chronological order; steps never reached come last. */
export function waterfallOf(record: RunRecord, fault: FaultRecord, milestones: Milestones): readonly WaterfallStep[] {
  const all = keysOf(steps).map((name) => {
    const [side, label, missing] = steps[name];
    const afterMs = milestones[name];
    const notAsked = name === 'replacementJoinedMs' && !asksForReplacement(record, fault.name);
    const text = afterMs === null ? (notAsked ? 'not asked' : missing) : formatDuration(afterMs);
    return { name, side, label, afterMs, text };
  });
  return inOrder(all);
}

/** In chronological order; steps never reached come last. */
export function inOrder<Step extends Pick<WaterfallStep, 'afterMs'>>(all: readonly Step[]): readonly Step[] {
  const reached = all.filter(({ afterMs }) => afterMs !== null);
  return [
    ...reached.toSorted((a, b) => (a.afterMs ?? 0) - (b.afterMs ?? 0)),
    ...all.filter(({ afterMs }) => afterMs === null),
  ];
}

/** Whether the scenario plans for a node to come back after this fault; true if the scenario does not say. */
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
