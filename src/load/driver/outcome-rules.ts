import { type OutcomeCode, outcomeCode } from './driver.js';

interface OutcomeRule {
  /** The class it is counted under. */
  readonly errorClass: string;
  readonly matches: RegExp;
  readonly outcome: 'fail' | 'indeterminate';
  readonly why: string;
}

/**
 * What an error proves about a write; the first match applies. `fail`: it certainly had no effect. `indeterminate`: it may
 * have. Errors not in this table are indeterminate.
 */
export const outcomeRules: readonly OutcomeRule[] = [
  reply('MOVED', 'The node does not serve the slot and did nothing.'),
  reply('ASK', 'The slot is moving and the node did nothing.'),
  reply('CROSSSLOT', 'The keys lie in different slots; refused before execution.'),
  reply('CLUSTERDOWN', 'The cluster refuses all commands on the slot.'),
  reply('TRYAGAIN', 'A slot is moving and the command was refused.'),
  reply('READONLY', 'A replica refused the write. It proves nothing about an earlier copy that the client sent.'),
  reply('LOADING', 'The server is loading its data and refuses commands.'),
  reply('MASTERDOWN', 'A replica without its primary refuses commands.'),
  reply('MISCONF', "The server can't persist and refuses writes."),
  reply('NOREPLICAS', 'Too few replicas: the write was refused before execution.'),
  {
    errorClass: 'OOM',
    matches: /^(OOM\b|SERVER_ERROR out of memory)/,
    outcome: 'fail',
    why: "The write was refused because memory is full. Memcached also drops the key's old value, as the next read of the key shows.",
  },
  {
    errorClass: 'tooLarge',
    matches: /^SERVER_ERROR object too large/,
    outcome: 'fail',
    why: "The value was not stored. Memcached also drops the key's old value, as the next read of the key shows.",
  },
  reply('NOAUTH', 'Not authenticated: refused before execution.'),
  reply('WRONGPASS', 'Authentication failed: nothing was executed.'),
  reply('NOPERM', 'The user has no permission: refused before execution.'),
  reply('WRONGTYPE', 'The key holds another type and the command did nothing.'),
  reply('CLIENT_ERROR', 'Memcached rejected the format or operand of the request, and stored nothing.'),
  {
    errorClass: 'notStored',
    matches: /^(NS|NOT_STORED)\b/,
    outcome: 'fail',
    why: 'The condition of the write was not met, and memcached stored nothing.',
  },
  {
    errorClass: 'exists',
    matches: /^(EX|EXISTS)\b/,
    outcome: 'fail',
    why: 'Another write came first, and memcached stored nothing.',
  },
  {
    errorClass: 'maxclients',
    matches: /^(ERR max number of clients reached|ERROR Too many open connections)/,
    outcome: 'fail',
    why: 'The server refused the connection and read nothing from it.',
  },
  {
    errorClass: 'notSent',
    matches: /^Stream isn't writeable and enableOfflineQueue options is false/,
    outcome: 'fail',
    why: 'The client had no connection and never wrote the command to a socket.',
  },
  {
    errorClass: 'connectionRefused',
    matches: /ECONNREFUSED/,
    outcome: 'fail',
    why: 'No connection was made, so nothing was sent.',
  },
  {
    errorClass: 'unlistedMember',
    matches: /^unlisted member /,
    outcome: 'fail',
    why: 'The node did nothing, and redirected us to a member that the cluster does not list, which was not contacted.',
  },
  {
    errorClass: 'unblocked',
    matches: /^UNBLOCKED/,
    outcome: 'indeterminate',
    why: 'A blocked command was ended from outside, after it may have had an effect.',
  },
  {
    errorClass: 'aborted',
    matches: /^EXECABORT/,
    outcome: 'indeterminate',
    why: 'Part of a pipeline may have been executed.',
  },
  {
    errorClass: 'waitShort',
    matches: /^WAIT(AOF)? was acknowledged by fewer/,
    outcome: 'indeterminate',
    why: 'The primary executed the write, but too few replicas or disks have it.',
  },
  {
    errorClass: 'waitRefused',
    matches: /^WAIT(AOF)? was refused/,
    outcome: 'indeterminate',
    why: 'The primary executed the write, but did not report which replicas or disks have it.',
  },
  {
    errorClass: 'protocol',
    matches: /^(Unknown RESP type|Protocol error, got|broken reply|ERROR\b)/,
    outcome: 'indeterminate',
    why: 'The reply is not valid in the protocol, or memcached could not parse the request: it proves nothing.',
  },
  {
    errorClass: 'SERVER_ERROR',
    matches: /^SERVER_ERROR\b/,
    outcome: 'indeterminate',
    why: 'Memcached failed while processing the request.',
  },
  {
    errorClass: 'connectionLost',
    matches: /^(Connection is closed|Reached the max retries per request limit|read ECONN|write E|Socket closed)/,
    outcome: 'indeterminate',
    why: 'The connection ended between the send and the reply.',
  },
  {
    errorClass: 'timeout',
    matches: /^(Command timed out|Socket timeout)/,
    outcome: 'indeterminate',
    why: 'No reply arrived in time; the command may have been executed, or still may be.',
  },
];

/** The class of an error and what it proves about the write. */
export function judgeError(message: string): { readonly errorClass: string; readonly outcome: OutcomeCode } {
  const rule = outcomeRules.find(({ matches }) => matches.test(message));
  if (rule) return { errorClass: rule.errorClass, outcome: outcomeCode[rule.outcome] };
  return { errorClass: /^([A-Z]{2,20})\b/.exec(message)?.[1] ?? 'other', outcome: outcomeCode.indeterminate };
}

/** Whether the error is the client's own, so that its text adds nothing to its class. */
export function isOfClient(errorClass: string): boolean {
  return clientClasses.has(errorClass);
}

const clientClasses: ReadonlySet<string> = new Set(['notSent', 'connectionRefused', 'connectionLost', 'timeout']);

function reply(prefix: string, why: string): OutcomeRule {
  return { errorClass: prefix, matches: new RegExp(`^${prefix}\\b`), outcome: 'fail', why };
}
