import type { RunRecord } from '../../record/run-record.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';
import { formatDuration, noFigure } from '../format-figures.js';
import { elastiCacheNames } from './elasticache-names.js';
import { type Watcher, watchersName, watchersOf } from './watchers.js';
import { inOrder, type Side, type WaterfallStep, waterfallOf } from './waterfall.js';

/** One line of a failover on its fault's clock. */
export interface FailoverLine {
  readonly label: string;
  /** When it was done, after the injection; null: never. */
  readonly afterMs: number | null;
  /** The figure, or why there is none. */
  readonly text: string;
  /** Start of its bar: at the previous line of its side, or when this watcher first suspected. */
  readonly sinceMs: number;
  /** Details: what a watcher saw when, or ElastiCache's name for the event. */
  readonly note: string | null;
}

/** The lines of one side under its title. */
export interface FailoverSide {
  readonly side: Side;
  readonly title: string;
  readonly lines: readonly FailoverLine[];
}

/** With more watchers than this, only the first and last to learn of the new primary are shown. */
const mostWatchers = 8;

/** A failover on one shard as seen by its servers, their watchers, and the clients; all on one clock. */
export function failoverSides(
  record: RunRecord,
  fault: FaultRecord,
  milestones: Milestones,
): { readonly spanMs: number; readonly sides: readonly FailoverSide[] } {
  const steps = waterfallOf(record, fault, milestones);
  const of = (side: Side) => steps.filter((step) => step.side === side);
  const watchers = watchersOf(record, fault, milestones);
  const nobodyWatches = watchers.length === 0 && of('watchers').every(({ afterMs }) => afterMs === null);
  const all = [
    { side: 'servers', title: 'Servers', lines: serverLines(record, fault, milestones, of('servers')) },
    {
      side: 'watchers',
      title: watchersName(record) === 'sentinels' ? 'Sentinels' : 'Nodes',
      lines: [...chained(of('watchers').map(plain)), ...shownWatchers(watchers).map(watcherLine), ...leftOut(watchers)],
    },
    { side: 'clients', title: 'Clients', lines: chained(of('clients').map(plain)) },
  ] as const satisfies readonly FailoverSide[];
  const sides = nobodyWatches && !hasVoters(record) ? all.filter(({ side }) => side !== 'watchers') : all;
  return { spanMs: Math.max(0, ...sides.flatMap(({ lines }) => lines.map(({ afterMs }) => afterMs ?? 0))), sides };
}

/** Whether other primaries could have voted for a new one. */
function hasVoters({ topology }: RunRecord): boolean {
  return topology.nodes.filter(({ role }) => role === 'primary').length > 1;
}

type UnchainedLine = Omit<FailoverLine, 'sinceMs'>;

function serverLines(
  record: RunRecord,
  fault: FaultRecord,
  milestones: Milestones,
  steps: readonly WaterfallStep[],
): readonly FailoverLine[] {
  const names = elastiCacheNames(record, fault, milestones);
  const promoted = names?.promoted ?? null;
  const lines = steps.map((step) => {
    if (step.name === 'promotedMs' && promoted !== null)
      return { ...plain(step), label: `${promoted} promoted`, note: names?.failover ?? null };
    const isRestored = step.name === 'redundancyRestoredMs' && step.afterMs !== null;
    return { ...plain(step), note: isRestored ? (names?.recovered ?? null) : null };
  });
  const strike = { label: 'the fault struck', afterMs: 0, text: '0 ms', note: names?.called ?? null };
  return chained(inOrder([strike, ...lines, ...startedLine(names)]));
}

function startedLine(names: ReturnType<typeof elastiCacheNames>): readonly UnchainedLine[] {
  if (names === null || names.started === null) return [];
  const { node, afterMs } = names.started;
  return [{ label: `${node} started`, afterMs, text: formatDuration(afterMs), note: names.recovering }];
}

function plain({ label, afterMs, text }: WaterfallStep): UnchainedLine {
  return { label, afterMs, text, note: null };
}

/** Each bar begins where the line before ended. */
function chained(lines: readonly UnchainedLine[]): readonly FailoverLine[] {
  return lines.map((line, index) => ({ ...line, sinceMs: lines[index - 1]?.afterMs ?? 0 }));
}

function shownWatchers(watchers: readonly Watcher[]): readonly Watcher[] {
  if (watchers.length <= mostWatchers) return watchers;
  const sorted = watchers.toSorted((a, b) => (doneMs(a) ?? Infinity) - (doneMs(b) ?? Infinity));
  return [...sorted.slice(0, mostWatchers / 2), ...sorted.slice(-mostWatchers / 2)];
}

function leftOut(watchers: readonly Watcher[]): readonly FailoverLine[] {
  const count = watchers.length - shownWatchers(watchers).length;
  if (count === 0) return [];
  return [{ label: `${count} more between`, afterMs: null, text: '', sinceMs: 0, note: null }];
}

function watcherLine(watcher: Watcher): FailoverLine {
  const { id, leads, suspectedMs, agreedMs, learnedMs, isPromoted } = watcher;
  const afterMs = doneMs(watcher);
  return {
    label: leads ? `${id} (leader)` : id,
    afterMs,
    text: afterMs === null ? 'silent' : formatDuration(afterMs),
    sinceMs: suspectedMs ?? agreedMs ?? afterMs ?? 0,
    note: [
      `suspected ${momentOf(suspectedMs)}`,
      `agreed ${momentOf(agreedMs)}`,
      `${isPromoted ? 'became' : 'knew'} the new primary ${momentOf(learnedMs)}`,
    ].join(', '),
  };
}

function doneMs({ suspectedMs, agreedMs, learnedMs }: Watcher): number | null {
  const moments = [suspectedMs, agreedMs, learnedMs].filter((moment) => moment !== null);
  return moments.length === 0 ? null : Math.max(...moments);
}

function momentOf(afterMs: number | null): string {
  return afterMs === null ? noFigure : formatDuration(afterMs);
}
