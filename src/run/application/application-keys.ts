import { monotonicMs } from '../../clock/monotonic.js';
import { pause } from '../../clock/wait.js';
import { EnvironmentError } from '../../errors/errors.js';
import type { ReadBack } from '../../keyspace/read-back.js';
import { outcomeCode } from '../../load/driver/driver.js';
import { judgeReply } from '../../load/driver/http/http-reply.js';
import { HttpRequests } from '../../load/driver/http/http-requests.js';
import { HttpService } from '../../load/driver/http/http-service.js';
import { operationsOf } from '../../load/workload/plan-operations.js';
import { foreignText } from '../../model/foreign-text.js';
import type { OperationPlan } from '../../model/operation-plan.js';
import type { Scenario } from '../../scenario/scenario.js';

const atOnce = 32;
const answerTimeoutMs = 2_000;
const againMs = 50;
/** An application that answers nothing for this long is not asked again. */
const patienceMs = 15_000;

/** How the keys of a run are reached through an application. */
export interface ApplicationKeys {
  readonly url: string;
  readonly runTag: string;
  readonly scenario: Pick<Scenario, 'workload' | 'seed'>;
  readonly signal: AbortSignal;
}

/** The request by which keys are written before the load; undefined: none is. */
export function preloadingRequest({ workload }: Pick<Scenario, 'workload'>): OperationPlan | undefined {
  return workload.preload === false ? undefined : operationsOf(workload).find(({ audit }) => audit === 'write');
}

/**
 * Writes the first value of every key through the application; nothing if none of its requests writes. Throws
 * EnvironmentError if it does not accept them.
 */
export async function preloadThrough(keys: ApplicationKeys, onKeys: (count: number) => void): Promise<void> {
  const request = preloadingRequest(keys.scenario);
  if (request === undefined) return;
  await forEachKey(keys, request, (_key, { outcome }) => {
    if (outcome !== outcomeCode.ok) return false;
    onKeys(1);
    return true;
  });
}

/** Reads every key through the application. Throws if it does not answer, or none of its requests reads. */
export async function readBackThrough(
  keys: ApplicationKeys,
  onKeys: (count: number) => void,
): Promise<ReadBack['keys']> {
  const request = operationsOf(keys.scenario.workload).find(({ audit }) => audit === 'read');
  if (request === undefined) return null;
  const primary = new Int32Array(keys.scenario.workload.keys);
  await forEachKey(keys, request, (key, { outcome, seen }) => {
    if (outcome !== outcomeCode.ok) return false;
    primary[key] = seen;
    onKeys(1);
    return true;
  });
  return { primary, replicas: [] };
}

type Judged = ReturnType<typeof judgeReply>;

/** Sends a request for every key, again and again until `take` returns true. */
async function forEachKey(
  { url, runTag, scenario: { workload, seed }, signal }: ApplicationKeys,
  request: OperationPlan,
  take: (key: number, judged: Judged) => boolean,
): Promise<void> {
  using service = new HttpService(url);
  const requests = new HttpRequests(new URL(url), { ...workload, runTag, seed });
  let next = 0;
  let lastOkMs = monotonicMs();
  const work = async () => {
    while (next < workload.keys && !signal.aborted) {
      const key = next;
      next += 1;
      for (;;) {
        const { judged, text } = await ask(service, requests, request, { runTag, key });
        if (take(key, judged)) break;
        if (monotonicMs() - lastOkMs > patienceMs || signal.aborted) throw refused(request, text);
        await pause(againMs);
      }
      lastOkMs = monotonicMs();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
}

async function ask(
  service: HttpService,
  requests: HttpRequests,
  request: OperationPlan,
  { runTag, key }: { readonly runTag: string; readonly key: number },
): Promise<{ readonly judged: Judged; readonly text: string }> {
  const end = await service.ask(requests.of(request, key, 0), answerTimeoutMs);
  if ('status' in end)
    return { judged: judgeReply(request, runTag, key, end.status, end.body), text: `${end.status} ${end.body}`.trim() };
  const judged = { outcome: outcomeCode[end.outcome], errorClass: end.errorClass, seen: 0 };
  return { judged, text: end.errorClass };
}

function refused({ name, http }: OperationPlan, text: string): EnvironmentError {
  return new EnvironmentError(
    `The application did not accept the request ${name} (${http?.method} ${http?.path}) for ${patienceMs / 1000} s: ${foreignText(text)}. ` +
      'Try the request with curl, or see its output with --keep.',
  );
}
