import type { Lifetime, OperationPlan, StepPlan } from '../../model/operation-plan.js';
import type { CommonOptions } from './options.js';

/** What patterns ask of a cache, in the commands of one family of servers. */
export interface CacheCommands {
  /** The unit in which servers count lifetimes. */
  readonly clockStepMs: number;
  read(offer: Offer): OperationPlan;
  /** Sets what a reader got from the origin. `over`: what it had found. */
  fill(setting: Setting, over: 'nothing' | 'value'): OperationPlan;
  /** Sets what was written. */
  set(role: 'row-write' | 'row-invalidation', setting: Setting): OperationPlan;
  /** Sets what was written, unless the cache has a newer version. */
  setIfNewer(setting: Setting): readonly StepPlan[];
  /** Deletes a key, and its lease. */
  delete(audit: 'row-invalidation' | 'none', hasLease: boolean): OperationPlan;
  /** Marks a value as stale, which is returned for at most this long; null: the servers can't. */
  readonly mark: ((forMs: number) => OperationPlan) | null;
  /** Takes the lease or lock of a key whose value is due, unless somebody has it; null: the read that said so has taken it. */
  hold(holdMs: number): OperationPlan | null;
  /** Of a flush: it is no read of the application, and thus neither hit nor miss. */
  readonly flushRead: OperationPlan;
  /** What the cache holds for a row that does not exist. */
  readonly absentGet: OperationPlan;
  absentSet(lifetime: Lifetime): OperationPlan;
  /** Options that have no equivalent on these servers. */
  refusals(options: PatternOptions): readonly OptionRefusal[];
}

/** The options that depend on the servers. */
export interface PatternOptions extends CommonOptions {
  readonly invalidate?: string | undefined;
  readonly markedFor?: string | undefined;
}

/** An option, as a finding words it: expected this, found that. */
export interface OptionRefusal {
  readonly option: string;
  readonly expected: string;
  readonly found: string;
}

/** What a read of the cache may offer beside the value. */
export interface Offer {
  /** A value with no more than this left to live is due for a refresh; 0: none is. */
  readonly refreshMs: number;
  /** It is due earlier, by the step's argument in thousandths times the microseconds after the value. */
  readonly isEarly: boolean;
  /** One reader that finds nothing may fill, for at most this long, and the others wait; null: all may. */
  readonly holdMs: number | null;
  /** Writes mark values as stale: one reader may fill then, and the others get the stale value. */
  readonly isMarked: boolean;
}

/** How a value is set. */
export interface Setting {
  /** Never over a newer version. */
  readonly isNewerOnly: boolean;
  /** `lease`: only its holder may fill, and writes end it. `lock`: it only keeps others from the origin. */
  readonly holding: 'lease' | 'lock' | null;
  /** Whether the step's argument is stored after the value. */
  readonly hasSuffix: boolean;
  readonly lifetime: Lifetime;
}
