import { monotonicMs } from '../clock/monotonic.js';
import type { Measurements } from '../metrics/measurements.js';
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
  const timer = setInterval(() => {
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
      nodes: cluster.nodes.map(({ id, role, zone, process }) => ({ id, role, zone, state: process.running ? 'up' : 'down' })),
    });
  }, tickMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}

/** Shows what a person at the terminal wants to hear at once. */
export function showEvent(progress: ProgressDisplay, body: RunEventBody, atMs: number): void {
  switch (body.type) {
    case 'warning':
      return progress.warn(body.message);
    case 'fault-injected':
      return progress.event(`${body.fault} strikes ${body.targets.join(', ')}`, atMs);
    case 'fault-healed':
      return progress.event(`${body.fault} is healed`, atMs);
    case 'role-changed':
      return Number.isNaN(atMs) ? undefined : progress.event(`${body.node}: ${body.from} is now ${body.to}`, atMs);
    case 'node-started':
      return progress.event(`${body.node} started in ${body.zone} as ${body.role}`, atMs);
    case 'interrupted':
      return progress.event('interrupted: what was measured is being saved', atMs);
    default:
      return undefined;
  }
}
