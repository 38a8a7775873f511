import { operationsOf } from '../load/workload/plan-operations.js';
import { keyPlaceholder, randomPlaceholder, requestsOf } from '../model/operation-plan.js';
import type { Findings } from './findings.js';
import { launchesServers } from './launches-servers.js';
import type { Scenario } from './scenario.js';

/** On a target, every key should expire by itself in case we never get to remove it. */
export function checkLifetimes(scenario: Scenario, { warnings }: Findings): void {
  if (launchesServers(scenario)) return;
  const { workload } = scenario;
  const written = requestsOf(operationsOf(workload, 1)).filter(
    ({ writes, ttlSeconds }) => writes && ttlSeconds === null,
  );
  const lasting = written.filter(({ audit }) => workload.ttlMs === 0 && audit !== 'removal').map(({ name }) => name);
  const nameless = written
    .filter(({ space, words }) => space === 'command' && words.some(isRandomName))
    .map(({ name }) => name);
  if (lasting.length > 0)
    warnings.push({
      code: 'keys-without-ttl',
      message: `Keys of ${lasting.join(' and ')} get no time to live (--ttl none): if cache-bench is killed, they stay on the target.`,
    });
  if (nameless.length > 0)
    warnings.push({
      code: 'keys-with-random-names',
      message: `Keys of ${nameless.join(' and ')} have random names: cache-bench can neither remove them nor give them a time to live, and they stay on the target. Try: __rand__ in a value, or EX in the command.`,
    });
}

function isRandomName(word: string): boolean {
  return word.includes(keyPlaceholder) && word.includes(randomPlaceholder);
}
