import { type OutcomeCode, outcomeCode } from '../driver.js';
import { judgeError } from '../outcome-rules.js';

const { fail, indeterminate } = outcomeCode;

/**
 * What the library's own errors prove about a write, by class. It reports commands that it never sent, and commands whose
 * reply was lost, in the same way.
 */
const ownErrors: Readonly<Record<string, readonly [errorClass: string, outcome: OutcomeCode]>> = {
  TimeoutError: ['timeout', indeterminate],
  ConnectionError: ['connectionLost', indeterminate],
  ClosingError: ['connectionLost', indeterminate],
  ConfigurationError: ['notSent', fail],
  CircuitBreakerError: ['notSent', fail],
};

/** It gives some error replies names of its own, in place of their first words. */
const repliesByName: Readonly<Record<string, string>> = {
  ResponseError: 'ERR',
  ReadOnly: 'READONLY',
  BusyLoadingError: 'LOADING',
  Moved: 'MOVED',
  Ask: 'ASK',
  TryAgain: 'TRYAGAIN',
  ClusterDown: 'CLUSTERDOWN',
  CrossSlot: 'CROSSSLOT',
  MasterDown: 'MASTERDOWN',
  ExecAbortError: 'EXECABORT',
  NoScriptError: 'NOSCRIPT',
  NotBusy: 'NOTBUSY',
  PermissionDenied: 'NOPERM',
};
const namedReply = /An error was signalled by the server: - (\w+): /g;
/** Any other error reply: its first word, and a colon. */
const otherReply = /^([A-Z]+): /;

/** Its words for a refused AUTH. */
const failedLogin = /(?=Password authentication failed- AuthenticationFailed)/;

/** A text with error replies as the server sent them. */
export function replyText(message: string): string {
  return message
    .replace(namedReply, (_, name: string) => `${repliesByName[name] ?? name} `)
    .replace(otherReply, '$1 ')
    .replace(failedLogin, 'WRONGPASS ');
}

/** The class of an error, and what it proves. `mayResend`: the library sends some commands again by itself. */
export function judge(
  error: Error,
  mayResend: boolean,
): { readonly errorClass: string; readonly outcome: OutcomeCode; readonly text: string } {
  const own = ownErrors[error.constructor.name];
  if (own !== undefined) return { errorClass: own[0], outcome: own[1], text: error.message };
  const text = replyText(error.message);
  const { errorClass, outcome } = judgeError(text);
  // A refusal proves nothing about an earlier copy.
  return { errorClass, outcome: mayResend ? indeterminate : outcome, text };
}
