import { ownedKeys } from '../audit/ledger-snapshot.js';
import { forkRandom } from '../random/random.js';
import type { WorkerPlan } from './load-plan.js';
import { keyPicker } from './workload/distribution/registry.js';
import { mixPicker } from './workload/mix.js';

/** The next operation of a worker, drawn from the seed: the same seed gives the same operations. */
export interface OperationSource {
  /** Position in the plan's operations. */
  nextKind(): number;
  /** The connection it must take; -1: any. */
  nextConnection(): number;
  /** Number of the key among the worker's own keys. */
  nextKey(): number;
  readonly ownKeys: number;
}

/** Worker w of W owns keys w, w + W, w + 2W, ...: every key has one writer, and every worker gets its share of hot keys. */
export function createOperationSource(plan: WorkerPlan): OperationSource {
  const ownKeys = ownedKeys(plan.keys, plan.workerIndex, plan.workerCount);
  const nextKey = keyPicker(plan.distribution, forkRandom(plan.seed, `keys/${plan.workerIndex}`), ownKeys);
  const weights = plan.operations.map(({ weight }) => weight);
  const nextKind = mixPicker(forkRandom(plan.seed, `mix/${plan.workerIndex}`), weights);
  return { nextKind, nextKey, nextConnection: () => -1, ownKeys };
}
