import type { Application } from '../../application/application.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Measured } from '../measured.js';
import type { ApplicationFacts } from '../record/run-facts.js';

/** What a run knows of its application at its end. */
export async function factsOf(
  { url, readyMs, exits, restarts, lines, use }: Application,
  { application: plan }: Pick<Scenario, 'application'>,
  { epochMs }: Pick<Measured, 'epochMs'>,
): Promise<ApplicationFacts> {
  return {
    command: plan?.command ?? null,
    url,
    readyMs,
    exits,
    restarts,
    cpuPercent: use.cpuPercent,
    memoryBytes: use.memoryBytes,
    eventLoopDelayP99Us: await use.eventLoopDelayP99Us(epochMs),
    lines,
  };
}
