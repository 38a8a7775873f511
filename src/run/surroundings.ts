import type { Surroundings } from '../fault/fault.js';
import type { KeySpace } from '../keyspace/key-space.js';
import { namesOf } from '../keyspace/spaces-in-use.js';
import { hottestKeys } from '../load/workload/distribution/registry.js';
import { keyNameIn } from '../model/write-stamp.js';
import type { Origin } from '../origin/origin.js';
import type { Scenario } from '../scenario/scenario.js';
import { workerCountOf } from './plan-workers.js';

/** What the faults of a run can strike besides its cluster. */
export function surroundingsOf(
  { workload }: Pick<Scenario, 'workload'>,
  { runTag, keys, inUse = [] }: KeySpace,
  origin: Origin | null,
  agents: Surroundings['agents'] = [],
): Surroundings {
  const workerCount = workerCountOf(workload);
  return {
    origin,
    agents,
    hottestKeys: (count) =>
      hottestKeys(workload.distribution, { keys, workerCount, count }).flatMap((key) =>
        inUse.flatMap((use) => namesOf(use, keyNameIn(use.name, runTag, key))),
      ),
  };
}
