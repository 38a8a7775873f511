import { monotonicMs } from '../clock/monotonic.js';
import type { Load } from '../load/load.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { showTime } from '../progress/show-work.js';
import type { Scenario } from '../scenario/scenario.js';
import { epochLeadMs } from './measure.js';
import { onAbort } from './on-abort.js';

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
  const epochMs = monotonicMs() + epochLeadMs;
  await load.run('warmup', epochMs, epochMs + warmupMs, { interval: () => {}, routed: () => {} });
}
