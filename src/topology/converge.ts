import { waitUntil } from '../clock/wait.js';
import { EnvironmentError, InterruptedError } from '../errors/errors.js';

interface Start {
  readonly timeoutMs: number;
  readonly pollMs: number;
  readonly signal: AbortSignal;
  /** What the nodes last reported. */
  describe(): string;
  /** What to try if they are not ready in time. */
  readonly advice: string;
}

/** Waits until a cluster that starts is ready. Throws InterruptedError, or EnvironmentError if it is not in time. */
export async function untilStarted(
  isReady: () => boolean | Promise<boolean>,
  { describe, advice, ...limits }: Start,
): Promise<void> {
  const isInTime = await waitUntil(isReady, limits);
  if (limits.signal.aborted) throw new InterruptedError('Interrupted while the cluster was starting.');
  if (isInTime) return;
  const seconds = limits.timeoutMs / 1000;
  throw new EnvironmentError(`The cluster did not converge within ${seconds} s (${describe()}). Try: ${advice}`);
}

/** Waits until a running cluster has converged; false: it has not in time. */
export function untilConverged(
  hasConverged: () => boolean | Promise<boolean>,
  { signal, ...limits }: Pick<Start, 'timeoutMs' | 'pollMs' | 'signal'>,
): Promise<boolean> {
  // After an interruption, the cluster still has to converge for the read-back: the caller allows less time.
  return waitUntil(hasConverged, { ...limits, signal: signal.aborted ? undefined : signal });
}
