import { monotonicMs } from '../clock/monotonic.js';
import type { Measurements } from '../metrics/measurements.js';
import type { MeasuredPhase } from '../model/phase.js';
import type { RunEventBody } from '../model/run-event.js';
import type { Trigger } from '../model/scenario.js';
import type { ProgressDisplay } from '../report/progress/progress-display.js';
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
      p50Us: measurements.quantileUs(span, 0.5),
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
  if (text === undefined || Number.isNaN(atMs)) return;
  progress.event(text, atMs);
  if (body.type === 'fault-injected') progress.show({ ...body, type: 'strike', atMs });
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
