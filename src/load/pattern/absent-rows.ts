import type { StepPlan } from '../../model/operation-plan.js';
import { durationMs } from '../../units/duration.js';
import { checkedValue } from '../../units/parsed.js';
import { parsePercentage } from '../../units/percentage.js';
import type { CacheCommands } from './cache-commands.js';
import { type CommonOptions, lifetimeOf } from './options.js';
import { absentRead, originPerformer } from './origin-requests.js';

/** Reads of rows that do not exist. */
export interface AbsentReads {
  readonly share: number;
  readonly steps: readonly StepPlan[];
}

/** Null: there are none. */
export function absentReads(options: CommonOptions, cache: CacheCommands): AbsentReads | null {
  const share = checkedValue(parsePercentage(String(options.missing)));
  if (share === 0) return null;
  const { negativeTtl, whenCacheFails } = options;
  const lifetime = { ...lifetimeOf(options), ms: durationMs(negativeTtl ?? '0s'), graceMs: 0 };
  return {
    share,
    steps: [
      { request: cache.absentGet, when: 'always', isRequired: whenCacheFails === 'error', performer: 0 },
      { request: absentRead, when: 'miss', isRequired: true, performer: originPerformer },
      ...(negativeTtl === undefined
        ? []
        : [{ request: cache.absentSet(lifetime), when: 'miss', isRequired: false, performer: 0 } as const]),
    ],
  };
}
