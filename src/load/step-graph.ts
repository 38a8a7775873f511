import { isDue, isForAnother, missing, unchanged } from '../audit/observation.js';
import { type OperationPlan, requestsOf, type StepPlan, type StepResult } from '../model/operation-plan.js';

/** What a step found. `shared`: a hit of another reader; `kept`: nothing was written, and only `always` steps follow. */
type Result = StepResult | 'shared' | 'kept';

/** A step, its place among the requests, and the step after it by what it found. */
export interface Step extends Pick<StepPlan, 'isRequired' | 'performer' | 'carries' | 'argument' | 'background'> {
  readonly operation: number;
  readonly request: number;
  readonly writes: boolean;
  readonly next: Readonly<Record<Result, Step | undefined>>;
  /** What follows, after a pause, if its reply says to ask again. */
  readonly again?: { readonly pauseMs: number; readonly from: () => Step };
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
      const { request: plan, when: _when, after: _after, again, ...own } = steps[index]!;
      const request = index === 0 ? operation : firstOfOthers + index - 1;
      const after = (result: Result) =>
        built[steps.findIndex((later, place) => place > index && follows(later, place, index, result))];
      const next = {
        hit: after('hit'),
        due: after('due'),
        miss: after('miss'),
        shared: after('shared'),
        kept: after('kept'),
      };
      const step: Step = {
        ...own,
        operation,
        request,
        writes: plan.writes,
        next,
        ...(again && { again: { pauseMs: again.pauseMs, from: () => built[again.from ?? index]! } }),
      };
      built[index] = step;
      byRequest[request] = step;
    }
    firstOfOthers += Math.max(0, steps.length - 1);
  });
  return byRequest;
}

/** Whether a step runs after the one at `index` with this result. */
function follows({ when, after }: StepPlan, place: number, index: number, result: Result): boolean {
  return when === 'always' || (when === result && (after ?? place - 1) === index);
}

/** What a step that ended means for the steps after it. */
export function resultOf(isOk: boolean, seen: number): Result {
  if (!isOk || seen === missing) return 'miss';
  if (seen === unchanged) return 'kept';
  if (isForAnother(seen)) return 'shared';
  return isDue(seen) ? 'due' : 'hit';
}
