import { monotonicMs } from '../clock/monotonic.js';
import type { Load } from '../load/load.js';
import type { Measurements } from '../metrics/measurements.js';
import type { OpenOutage } from '../metrics/open-outages.js';
import type { MeasuredPhase } from '../model/phase.js';
import type { Trigger } from '../model/scenario.js';
import type { RunEventBody } from '../record/sections/events.js';
import type { Cluster } from '../topology/topology.js';
import { consequenceTexts, eventText } from './event-text.js';
import type { ProgressDisplay } from './progress-display.js';

const tickMs = 1_000;
const betweenOutagesMs = 250;
/** Anything shorter may be a slow response, or a report in transit. */
const leastOutageMs = 200;
const shares = [0.5, 0.9, 0.99, 0.999, 1];

/** Displays the results of the last second once a second, and once more on disposal. */
export function showTicks(
  progress: ProgressDisplay,
  measurements: Measurements,
  cluster: Cluster,
  epochMs: number,
  durationMs: number,
): Disposable {
  const intervals = tickMs / measurements.intervalMs;
  const show = () => {
    // Excludes the interval in progress.
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
      nodes: cluster.nodes.map(({ id, role, zone, running }) => ({
        id,
        role,
        zone,
        state: running ? 'up' : 'down',
      })),
    });
  };
  // Between whole seconds, for which faults are planned: drawing must not coincide with them.
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
      // Consumers that add up the ticks need the last one.
      show();
    },
  };
}

/** Displays the ongoing times without success until disposed. */
export function showOutages(
  progress: Pick<ProgressDisplay, 'show'>,
  measurements: Pick<Measurements, 'length' | 'intervalMs'>,
  load: Pick<Load, 'openOutages'>,
  shardCount: number,
): Disposable {
  let isShown = false;
  const show = (outages: readonly OpenOutage[]) => {
    // Not the clock: what a stalled load thread has not reported is no outage.
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

/** Displays a phase when it begins, once. */
export function phaseDisplay(progress: ProgressDisplay): (name: MeasuredPhase) => void {
  let shown: MeasuredPhase | undefined;
  return (name) => {
    if (name !== shown) progress.phase(name);
    shown = name;
  };
}

/** Displays events that a user at the terminal needs immediately. `atMs` is NaN before the barrier. */
export function showEvent(progress: ProgressDisplay, body: RunEventBody, atMs: number): void {
  if (body.type === 'warning') progress.warn(body.message);
  const text = eventText(body);
  if (text === undefined || Number.isNaN(atMs)) return;
  progress.event(text, atMs);
}

/** Displays each consequence of a strike as it happens: detected, promoted, joined ... Times are on the run's clock. */
export function showMilestone(
  progress: ProgressDisplay,
  milestone: { readonly fault: string; readonly strikeAtMs: number; readonly name: Trigger; readonly atMs: number },
): void {
  const { fault, strikeAtMs, name, atMs } = milestone;
  progress.show({ type: 'milestone', name, atMs, strikeAtMs });
  const text = consequenceTexts[name];
  if (text !== null) progress.event(`${fault}: ${text}`, atMs);
}
