import { type OutcomeCode, outcomeCode } from '../driver.js';
import { judgeError } from '../outcome-rules.js';

/** Of memcached and its connection pool: it had no socket for the command. */
const notSent =
  /^(Server at .* not available|Connection readyState|Unable to connect)|connection pool is full|trying to establish connection|socket timed out connecting/;
/** Of memjs: an error status of the server, in the words of the text protocol. */
const statuses = { 'Out of memory': 'SERVER_ERROR out of memory', 'Value too large': 'SERVER_ERROR object too large' };

/** The class of a library's error, and what it proves about the attempt that it ended. */
export function judge(message: string): {
  readonly errorClass: string;
  readonly outcome: OutcomeCode;
  readonly text: string;
} {
  if (notSent.test(message)) return { errorClass: 'notSent', outcome: outcomeCode.fail, text: message };
  if (/^socket timed out/.test(message))
    return { errorClass: 'timeout', outcome: outcomeCode.indeterminate, text: message };
  const status = message.replace(/^MemJS \w+: /, '');
  const text = Object.entries(statuses).find(([words]) => words === status)?.[1] ?? message;
  return { ...judgeError(text), text: message };
}
