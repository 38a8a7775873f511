import { monotonicMs } from '../clock/monotonic.js';
import type { Load } from '../load/load.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { showTime } from '../progress/show-work.js';
import type { Scenario } from '../scenario/scenario.js';
import { epochLeadMs } from './measure.js';
import { onAbort } from './on-abort.js';

/**
 * The warm-up has two parts, because V8 compiles only the paths that it has seen, and a part has paths that only its beginning
 * and its end take. With a single part, the end invalidates the compiled code, and the measured part starts with compiling it
 * again: a third of the rate is missing in its first 0.5 s (1 connection deep, two cores).
 */
const firstShare = 0.2;

/** Load before the barrier; the ledger records it, but it is not counted. */
export async function warmUp(
  load: Load,
  scenario: Scenario,
  progress: ProgressDisplay,
  signal: AbortSignal,
): Promise<void> {
  const { warmupMs } = scenario.phases;
  if (warmupMs === 0) return;
  progress.phase('warmup');
  using _warming = showTime(progress, 'warmup', warmupMs);
  using _stop = onAbort(signal, () => load.stop());
  for (const share of [firstShare, 1 - firstShare]) {
    const epochMs = monotonicMs() + epochLeadMs;
    await load.run('warmup', epochMs, epochMs + share * warmupMs, { interval: () => {}, routed: () => {} });
  }
}
