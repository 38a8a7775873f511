import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { monotonicMs } from '../clock/monotonic.js';
import type { Load } from '../load/load.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import { showTime } from '../progress/show-work.js';
import type { Scenario } from '../scenario/scenario.js';
import { onAbort } from './on-abort.js';

/**
 * The warm-up has two parts, because V8 compiles only the paths it has seen, and the beginning and end of a part take
 * paths of their own. With a single part, its end invalidates the compiled code, and the measured part starts by
 * compiling it again: its first 0.5 s lose a third of the rate (1 connection deep, two cores).
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
  if (warmupMs > 0) {
    progress.phase('warmup');
    using _warming = showTime(progress, 'warmup', warmupMs);
    using _stop = onAbort(signal, () => load.stop());
    for (const share of [firstShare, 1 - firstShare]) {
      const epochMs = monotonicMs() + load.leadMs;
      await load.run('warmup', epochMs, epochMs + share * warmupMs, { interval: () => {}, routed: () => {} });
    }
  }
  collectGarbage();
}

/**
 * What loading the program and starting the servers left behind. V8 would otherwise collect it once this thread has little to
 * do, in the middle of the measured part, and hold up the load threads for some 20 ms in all.
 */
function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  collect();
}
