import type { StepArgument } from '../model/operation-plan.js';
import { forkRandom, type Random } from '../random/random.js';
import type { WorkerPlan } from './load-plan.js';

const most = 2 ** 32 - 1;

/** What `__token__` stands for in the requests of steps, as an unsigned 32-bit number. */
export class StepArguments {
  #random: Random;
  #step: number;
  #last: number;

  constructor({ seed, workerIndex, workerCount }: Pick<WorkerPlan, 'seed' | 'workerIndex' | 'workerCount'>) {
    this.#random = forkRandom(seed, `step-arguments/${workerIndex}`);
    this.#step = workerCount;
    this.#last = workerIndex;
  }

  /** `elapsedMs`: the time that the step before took. */
  of(argument: StepArgument, elapsedMs: number): number {
    switch (argument.kind) {
      case 'fresh':
        this.#last = (this.#last + this.#step) % most;
        return this.#last;
      case 'elapsed':
        return Math.min(most, Math.round(elapsedMs * 1_000));
      case 'urgency':
        return Math.min(most, Math.round(1_000 * urgency(argument.beta, this.#random)));
      default:
        return argument satisfies never;
    }
  }
}

/**
 * How many times its recompute time before its expiry a value is refreshed: `-beta * ln(u)`, with u evenly from (0, 1]. Source:
 * Vattani, Chierichetti, Lowenstein: Optimal Probabilistic Cache Stampede Prevention, PVLDB 8(8), 2015.
 */
export function urgency(beta: number, random: Random): number {
  return -beta * Math.log(1 - random.next());
}
