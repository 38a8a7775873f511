import { historyKinds } from '../load/history/history-plan.js';
import { operationsOf } from '../load/workload/plan-operations.js';
import type { Findings } from './findings.js';
import type { Scenario } from './scenario.js';

/** Checks that the recorded keys hold what was written, until it is overwritten or deleted. */
export function checkHistory({ workload }: Scenario, { problems }: Pick<Findings, 'problems'>): void {
  const { history, audit, pattern } = workload;
  if (history === null) return;
  const refuse = (message: string) => problems.push({ path: ['workload', 'history'], message });
  if (audit === 'off')
    return void refuse('expected workload.audit to be chain or final, because it numbers the values, found off');
  if (pattern !== null) return void refuse('expected no workload.pattern, because the cache holds only copies then');
  const onStrings = operationsOf(workload).filter(({ space }) => space === 'string');
  const roles: readonly string[] = historyKinds;
  if (!onStrings.some((operation) => roles.includes(operation.audit)))
    refuse(
      'expected set, eval, get or del in workload.mix, because only their keys hold one value, found none of them',
    );
  const expiring = onStrings.filter(({ ttlSeconds }) => ttlSeconds !== null).map(({ name }) => name);
  if (expiring.length > 0)
    refuse(
      `expected no time to live, because a key that expires loses its value, found one with ${expiring.join(', ')}`,
    );
}
