import { foreign, missing, notObserved } from '../../../audit/observation.js';
import type { OperationPlan } from '../../../model/operation-plan.js';
import { parseStamp, stampBytes } from '../../../model/write-stamp.js';
import { httpOutcome } from '../../../origin/http/http-outcomes.js';
import { type OutcomeCode, outcomeCode } from '../driver.js';

/** What an answer shows. */
export interface HttpReply {
  readonly outcome: OutcomeCode;
  /** Empty when the outcome is ok. */
  readonly errorClass: string;
  /** As in `observedSequence`. */
  readonly seen: number;
}

/**
 * Judges an answer. `key`: the key's index over all workers. A read that is answered with 404, or without a value of this
 * run, found nothing.
 */
export function judgeReply(
  operation: OperationPlan,
  runTag: string,
  key: number,
  status: number,
  body: string,
): HttpReply {
  const expected = operation.http?.expect ?? [];
  const isRead = operation.audit === 'read';
  const { outcome, error } = expected.includes(status)
    ? { outcome: 'ok' as const, error: null }
    : expected.length > 0 && status < 300
      ? { outcome: 'indeterminate' as const, error: `http${status}` }
      : httpOutcome(status, isRead);
  if (outcome !== 'ok') return { outcome: outcomeCode[outcome], errorClass: error ?? 'other', seen: notObserved };
  const seen = !isRead ? notObserved : status === 404 ? missing : valueIn(body, runTag, key + operation.keyBase);
  return { outcome: outcomeCode.ok, errorClass: '', seen };
}

/** The value of a key that a body contains, in whatever format; `foreign`: only values of other keys. */
function valueIn(body: string, runTag: string, stampedKey: number): number {
  let seen = missing;
  for (let at = body.indexOf(runTag); at >= 0; at = body.indexOf(runTag, at + 1)) {
    // The key's name contains the tag too.
    const stamp = parseStamp(body.slice(at, at + stampBytes));
    if (stamp === undefined) continue;
    if (stamp.keyIndex === stampedKey) return stamp.sequence;
    seen = foreign;
  }
  return seen;
}
