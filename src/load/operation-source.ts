import { ownedKeys } from '../audit/ledger-snapshot.js';
import { forkRandom } from '../random/random.js';
import type { WorkerPlan } from './load-plan.js';
import { parseDistribution } from './workload/distribution/registry.js';
import { mixPicker } from './workload/mix.js';

/** What the next operation of a worker is: drawn from the seed, the same for the same seed. */
export interface OperationSource {
  /** Position in the plan's operations. */
  nextKind(): number;
  /** Number of the key among the worker's own. */
  nextKey(): number;
  readonly ownKeys: number;
}

/** Worker w of W owns the keys w, w + W, w + 2W, ...: every key has one writer, and every worker its share of hot keys. */
export function createOperationSource(plan: WorkerPlan): OperationSource {
  const ownKeys = ownedKeys(plan.keys, plan.workerIndex, plan.workerCount);
  const distribution = parseDistribution(plan.distribution);
  if (typeof distribution === 'string') throw new Error(distribution);
  const nextKey = distribution.picker(forkRandom(plan.seed, `keys/${plan.workerIndex}`), ownKeys);
  const weights = plan.operations.map(({ weight }) => weight);
  const nextKind = mixPicker(forkRandom(plan.seed, `mix/${plan.workerIndex}`), weights);
  return { nextKind, nextKey, ownKeys };
}
