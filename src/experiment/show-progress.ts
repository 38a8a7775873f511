import { monotonicMs } from '../clock/monotonic.js';
import type { Load } from '../load/load.js';
import type { Measurements } from '../metrics/measurements.js';
import type { OpenOutage } from '../metrics/open-outages.js';
import type { MeasuredPhase } from '../model/phase.js';
import type { RunEventBody } from '../model/run-event.js';
import type { Trigger } from '../model/scenario.js';
import type { ProgressDisplay } from '../report/progress/progress-display.js';
import type { Cluster } from '../topology/topology.js';

const tickMs = 1_000;
const betweenOutagesMs = 250;
/** Shorter, it may be a slow response, or a report that is on its way. */
const leastOutageMs = 200;
const shares = [0.5, 0.9, 0.99, 0.999, 1];

/** Shows once a second how the last second went, and once more when it is disposed. */
export function showTicks(
  progress: ProgressDisplay,
  measurements: Measurements,
  cluster: Cluster,
  epochMs: number,
  durationMs: number,
): Disposable {
  const intervals = tickMs / measurements.intervalMs;
  const show = () => {
    // The interval that is just going on is not told yet.
    const end = Math.max(0, measurements.length);
    const span = { first: Math.max(0, end - intervals), end };
    const { operations, errors } = measurements.counts(span);
    const figures = measurements.quantilesUs(span, shares);
    const quantilesUs = shares.flatMap((share, index): [number, number][] => {
      const us = figures[index] ?? null;
      return us === null ? [] : [[share, us]];
    });
    progress.tick({
      atMs: monotonicMs() - epochMs,
      durationMs,
      ratePerSecond: operations.ok,
      p50Us: figures[shares.indexOf(0.5)] ?? null,
      p99Us: figures[shares.indexOf(0.99)] ?? null,
      latencySort: measurements.closedLoop ? 'service' : 'response',
      quantilesUs,
      total: measurements.totals(),
      operations,
      errorsByClass: errors,
      nodes: cluster.nodes.map(({ id, role, zone, process }) => ({
        id,
        role,
        zone,
        state: process.running ? 'up' : 'down',
      })),
    });
  };
  // Between whole seconds, for which faults are planned: drawing must not fall together with them.
  let timer = setTimeout(() => {
    show();
    timer = setInterval(show, tickMs);
  }, tickMs * 1.4);
  let isOver = false;
  return {
    [Symbol.dispose]() {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      // Whoever adds up sees the end as well.
      show();
    },
  };
}

/** Shows the times without success that go on, until it is disposed. */
export function showOutages(
  progress: Pick<ProgressDisplay, 'show'>,
  measurements: Pick<Measurements, 'length' | 'intervalMs'>,
  load: Pick<Load, 'openOutages'>,
  shardCount: number,
): Disposable {
  let isShown = false;
  const show = (outages: readonly OpenOutage[]) => {
    // Not the clock: what a load thread that stands still has not reported is no outage.
    const atMs = measurements.length * measurements.intervalMs;
    const open = outages
      .map(({ shard, sort, fromMs }) => ({ shard: shardCount === 1 ? null : shard, sort, lengthMs: atMs - fromMs }))
      .filter(({ lengthMs }) => lengthMs >= leastOutageMs);
    if (open.length > 0 || isShown) progress.show({ type: 'outage', atMs, open });
    isShown = open.length > 0;
  };
  const timer = setInterval(() => show(load.openOutages()), betweenOutagesMs);
  return {
    [Symbol.dispose]() {
      clearInterval(timer);
      show([]);
    },
  };
}

/** Shows a phase when it begins, and not again while it lasts. */
export function phaseDisplay(progress: ProgressDisplay): (name: MeasuredPhase) => void {
  let shown: MeasuredPhase | undefined;
  return (name) => {
    if (name !== shown) progress.phase(name);
    shown = name;
  };
}

/** Shows what a person at the terminal wants to hear at once. `atMs` is NaN before the barrier. */
export function showEvent(progress: ProgressDisplay, body: RunEventBody, atMs: number): void {
  if (body.type === 'warning') progress.warn(body.message);
  const text = textOf(body);
  if (text === undefined || Number.isNaN(atMs)) return;
  progress.event(text, atMs);
}

/** Shows what a strike has led to, when it does: detected, promoted, joined ... Moments are on the run's clock. */
export function showMilestone(
  progress: ProgressDisplay,
  milestone: { readonly fault: string; readonly strikeAtMs: number; readonly name: Trigger; readonly atMs: number },
): void {
  const { fault, strikeAtMs, name, atMs } = milestone;
  progress.show({ type: 'milestone', name, atMs, strikeAtMs });
  const text = milestoneTexts[name];
  if (text !== null) progress.event(`${fault}: ${text}`, atMs);
}

/** Null: an event of its own tells it. */
const milestoneTexts: Readonly<Record<Trigger, string | null>> = {
  detected: 'a server takes its target for dead',
  agreed: 'enough servers agree that it is',
  promoted: null,
  healed: null,
  joined: 'what came back has joined its primary',
  redundant: 'redundancy is restored',
};

function textOf(body: RunEventBody): string | undefined {
  switch (body.type) {
    case 'fault-injected':
      return `${body.fault} strikes ${body.targets.join(', ')}`;
    case 'fault-skipped':
      return `${body.fault} is left out: ${body.reason}`;
    case 'fault-healed':
      return `${body.fault} is healed`;
    case 'role-changed':
      return `${body.node}: ${body.from} is now ${body.to}`;
    case 'node-started':
      return `${body.node} started in ${body.zone} as ${body.role}`;
    case 'aborted':
      return `${body.explanation} The run ends.`;
    case 'interrupted':
      return 'interrupted: what was measured is being saved';
    default:
      return undefined;
  }
}
