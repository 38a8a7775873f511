import { type OutcomeCode, outcomeCode } from '../driver.js';
import { judgeError } from '../outcome-rules.js';

const { fail, indeterminate } = outcomeCode;

/**
 * What the library's own errors prove about a write, by class: their messages may be empty. TimeoutError and AbortError
 * concern only commands that were still in the client's queue.
 */
const ownErrors: Readonly<Record<string, readonly [errorClass: string, outcome: OutcomeCode]>> = {
  ClientOfflineError: ['notSent', fail],
  ClientClosedError: ['notSent', fail],
  TimeoutError: ['notSent', fail],
  AbortError: ['notSent', fail],
  ConnectionTimeoutError: ['notSent', fail],
  RootNodesUnavailableError: ['notSent', fail],
  SocketClosedUnexpectedlyError: ['connectionLost', indeterminate],
  DisconnectsClientError: ['connectionLost', indeterminate],
  SocketTimeoutError: ['timeout', indeterminate],
  SocketTimeoutDuringMaintenanceError: ['timeout', indeterminate],
  CommandTimeoutDuringMaintenanceError: ['timeout', indeterminate],
};

/** The class of an error, and what it proves about the attempt that it ended. */
export function judge(error: Error): { readonly errorClass: string; readonly outcome: OutcomeCode } {
  const own = ownErrors[error.constructor.name];
  if (own !== undefined) return { errorClass: own[0], outcome: own[1] };
  // The target of an ASK that the cluster does not list.
  if (error.message.startsWith('Cannot find node ')) return { errorClass: 'unlistedMember', outcome: fail };
  return judgeError(error.message);
}
