import { monotonicMs } from '../clock/monotonic.js';
import type { Measurements } from '../metrics/measurements.js';
import type { MeasuredPhase } from '../model/phase.js';
import type { RunEventBody } from '../model/run-event.js';
import type { ProgressDisplay } from '../report/progress/progress.js';
import type { Cluster } from '../topology/topology.js';

const tickMs = 1_000;

/** Shows once a second how the last second went, until it is disposed. */
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
    progress.tick({
      atMs: monotonicMs() - epochMs,
      durationMs,
      ratePerSecond: operations.ok,
      p99Us: measurements.quantileUs(span, 0.99),
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
  return { [Symbol.dispose]: () => clearTimeout(timer) };
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
  if (text !== undefined && !Number.isNaN(atMs)) progress.event(text, atMs);
}

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
    case 'interrupted':
      return 'interrupted: what was measured is being saved';
    default:
      return undefined;
  }
}
