import type { RowSnapshot } from '../audit/row-ledger.js';
import { startWatchdog } from '../engine/watchdog.js';
import type { WorkerOrigin } from '../load/load-plan.js';
import type { Origin } from '../origin/origin.js';
import { origins } from '../origin/registry.js';
import { SameKeyCounter, sharedCounts } from '../origin/same-key-counter.js';
import { showWork } from '../progress/show-work.js';
import { lostWriteBehind } from './lost-write-behind.js';
import type { ExperimentRequest } from './measured.js';
import type { OriginFacts } from './record/run-facts.js';

/** The origin of a run. */
export interface RunOrigin {
  /** What faults strike. */
  readonly server: Origin;
  /** Null: only the application talks to it. */
  readonly forWorkers: WorkerOrigin | null;
  /** The maximum of reads of one key counts from now on. */
  startMeasuring(): void;
  /** To be called once all clients are closed. `workers`: the rows of all load threads; empty: one of them failed. Null: only the application talks to it. */
  facts(workers: readonly RowSnapshot[]): Promise<OriginFacts | null>;
}

/** Passes a serving origin to `use`, null if the scenario has none; it is stopped when that returns or throws. */
export async function withOrigin<T>(
  { scenario, progress, signal }: Pick<ExperimentRequest, 'scenario' | 'progress' | 'signal'>,
  runTag: string,
  use: (origin: RunOrigin | null) => Promise<T>,
): Promise<T> {
  const { origin: plan, workload } = scenario;
  if (plan === null) return await use(null);
  await using watchdog = await startWatchdog();
  const { keys: rows, valueBytes, pattern } = workload;
  const onProgress = (line: string) => progress.step(line);
  const work = showWork(progress, 'starting the origin');
  const starting = origins[plan.kind].start(plan.options, {
    ...{ rows, valueBytes, runTag, watchdog, onProgress, signal },
    environment: process.env,
  });
  await using origin = await starting.finally(() => work[Symbol.dispose]());
  const name = origin.version === null ? plan.kind : `${plan.kind} ${origin.version}`;
  progress.step(`${name}: ${rows} rows, ready in ${(origin.readyMs / 1000).toFixed(2)} s`);
  if (pattern === null)
    return await use({ server: origin, forWorkers: null, startMeasuring: () => {}, facts: async () => null });
  // Rows that do not exist are counted as well.
  const sameKey = new SameKeyCounter(sharedCounts(pattern.absent === null ? rows : 2 * rows));
  const { singleFlight, needsCache, allowedMs, markedMs, writesBehind } = pattern;
  return await use({
    server: origin,
    forWorkers: {
      connection: origin.connection,
      sameKey: sameKey.shared,
      singleFlight,
      needsCache,
      allowedMs,
      markedMs,
      writesBehind,
    },
    startMeasuring: () => sameKey.resetMax(),
    facts: async (workers) => ({
      kind: plan.kind,
      version: origin.version,
      serverCounts: await origin.counts().catch(() => null),
      sameKeyMax: sameKey.max,
      lostWriteBehind: writesBehind && workers.length > 0 ? await lostWriteBehind(origin.connection, workers) : null,
    }),
  });
}
