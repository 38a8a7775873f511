import type { Scenario } from '../../scenario/scenario.js';
import type { Measured } from '../measured.js';
import type { ApplicationFacts } from '../record/run-facts.js';
import type { RunApplication } from './with-application.js';

/** What a run knows of its application at its end. */
export async function factsOf(
  { url, program }: RunApplication,
  { application }: Pick<Scenario, 'application'>,
  { epochMs }: Pick<Measured, 'epochMs'>,
): Promise<ApplicationFacts> {
  if (program === null) return { url, ...notOurs };
  const { readyMs, exits, restarts, lines, use } = program;
  return {
    command: application?.program?.command ?? null,
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

const notOurs = {
  command: null,
  readyMs: null,
  exits: [],
  restarts: 0,
  cpuPercent: null,
  memoryBytes: null,
  eventLoopDelayP99Us: null,
  lines: [],
} as const;
