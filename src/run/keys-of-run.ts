import type { Canary } from '../audit/canaries.js';
import type { KeySpace } from '../keyspace/key-space.js';
import type { LeftoverKeys } from '../keyspace/leftover-keys.js';
import { preload } from '../keyspace/preload.js';
import { type ReadBack, readEverythingBack } from '../keyspace/read-back.js';
import type { RunLog } from '../progress/run-log.js';
import { showWork } from '../progress/show-work.js';
import type { Cluster } from '../topology/topology.js';
import { type ApplicationKeys, preloadThrough, readBackThrough } from './application/application-keys.js';
import type { ExperimentRequest } from './measured.js';
import type { RunAgents } from './with-agents.js';

const convergenceTimeoutMs = 30_000;
/** The user interrupted and is waiting. */
const interruptedConvergenceTimeoutMs = 3_000;

/** The keys of a run, and how they are reached. */
export interface KeysOfRun {
  readonly cluster: Cluster;
  readonly space: KeySpace;
  readonly canaries: readonly Canary[];
  /** Null: the keys are the cluster's own. Canaries always are. */
  readonly application: Pick<ApplicationKeys, 'url'> | null;
  readonly leftoverKeys: LeftoverKeys;
}

/** Writes every key and canary before the load. Throws EnvironmentError if they are not accepted. */
export async function writeKeys(
  { scenario, progress, signal }: ExperimentRequest,
  { cluster, space, canaries, application, leftoverKeys }: KeysOfRun,
): Promise<void> {
  progress.phase('preload');
  let done = 0;
  const total = space.keys * (space.inUse?.length ?? 1);
  using _work = showWork(progress, 'preload', () => ({ done, total, unit: 'keys' }));
  const written = (count: number) => {
    done += count;
  };
  if (application !== null) await preloadThrough({ ...application, ...space, scenario, signal }, written);
  const own = application === null ? space : { ...space, preload: false };
  await preload(cluster, own, canaries, signal, { begun: (keys) => leftoverKeys.mayGain(keys), written });
}

/** Reads every key and canary back after the load, even if the run was interrupted; agents read the keys that they own. */
export async function readKeysBack(
  { scenario, progress, signal: { aborted } }: ExperimentRequest,
  { cluster, space, canaries, application }: KeysOfRun,
  { log, agents }: { readonly log: RunLog; readonly agents: Pick<RunAgents, 'readElsewhere'> | null },
): Promise<ReadBack> {
  progress.phase('audit');
  return await readEverythingBack(cluster, space, canaries, {
    convergenceTimeoutMs: aborted ? interruptedConvergenceTimeoutMs : convergenceTimeoutMs,
    log,
    progress,
    readElsewhere: agents?.readElsewhere,
    ...(application && {
      readKeys: async () => {
        let done = 0;
        using _work = showWork(progress, 'reading back', () => ({ done, total: space.keys, unit: 'keys' }));
        const { signal } = new AbortController();
        return await readBackThrough({ ...application, ...space, scenario, signal }, (count) => {
          done += count;
        });
      },
    }),
  });
}
