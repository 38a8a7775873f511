import { isDue, isForAnother, missing } from '../audit/observation.js';
import { type OperationPlan, requestsOf, type StepPlan, type StepResult } from '../model/operation-plan.js';

/** A step, its place among the requests, and the step after it by what it found. */
export interface Step
  extends Pick<StepPlan, 'isRequired' | 'performer' | 'carries' | 'argument' | 'pollMs' | 'background'> {
  readonly operation: number;
  readonly request: number;
  readonly writes: boolean;
  readonly next: Readonly<Record<StepResult | 'shared', Step | undefined>>;
}

const slotsPerConnection = 4;

/** How many slots each connection needs for the background steps of these operations. */
export function backgroundSlots(operations: readonly OperationPlan[]): number {
  const hasAny = operations.some(({ steps = [] }) => steps.some(({ background }) => background !== undefined));
  return hasAny ? slotsPerConnection : 0;
}

/** By request: its step; undefined for operations that are not composite. */
export function stepsByRequest(operations: readonly OperationPlan[]): readonly (Step | undefined)[] {
  const byRequest: (Step | undefined)[] = requestsOf(operations).map(() => undefined);
  let firstOfOthers = operations.length;
  operations.forEach(({ steps = [] }, operation) => {
    const built: Step[] = [];
    for (let index = steps.length - 1; index >= 0; index -= 1) {
      const { request: plan, when: _when, after: _after, ...own } = steps[index]!;
      const request = index === 0 ? operation : firstOfOthers + index - 1;
      const after = (result: StepResult | 'shared') =>
        built[steps.findIndex((later, place) => place > index && follows(later, place, index, result))];
      const next = { hit: after('hit'), due: after('due'), miss: after('miss'), shared: after('shared') };
      const step = { ...own, operation, request, writes: plan.writes, next };
      built[index] = step;
      byRequest[request] = step;
    }
    firstOfOthers += Math.max(0, steps.length - 1);
  });
  return byRequest;
}

/** Whether a step runs after the one at `index` with this result. */
function follows({ when, after }: StepPlan, place: number, index: number, result: StepResult | 'shared'): boolean {
  return when === 'always' || (when === result && (after ?? place - 1) === index);
}

/** What a step that ended means for the steps after it. */
export function resultOf(isOk: boolean, seen: number): StepResult | 'shared' {
  if (!isOk || seen === missing) return 'miss';
  if (isForAnother(seen)) return 'shared';
  return isDue(seen) ? 'due' : 'hit';
}
