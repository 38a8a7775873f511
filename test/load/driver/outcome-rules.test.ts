import { describe, expect, it } from 'vitest';
import { outcomeCode } from '../../../src/load/driver/driver.js';
import { judgeError, outcomeRules } from '../../../src/load/driver/outcome-rules.js';

/** Real messages of servers, Node and ioredis. */
const certainlyWithoutEffect: readonly (readonly [errorClass: string, message: string])[] = [
  ['MOVED', 'MOVED 3999 127.0.0.1:6381'],
  [
    'unlistedMember',
    'unlisted member 10.0.0.9:6379: the cluster does not list it, so it was not contacted (MOVED 1 10.0.0.9:6379)',
  ],
  ['ASK', 'ASK 3999 127.0.0.1:6381'],
  ['CROSSSLOT', "CROSSSLOT Keys in request don't hash to the same slot"],
  ['CLUSTERDOWN', 'CLUSTERDOWN Hash slot not served'],
  ['TRYAGAIN', 'TRYAGAIN Multiple keys request during rehashing of slot'],
  ['READONLY', "READONLY You can't write against a read only replica."],
  ['LOADING', 'LOADING Redis is loading the dataset in memory'],
  ['MASTERDOWN', "MASTERDOWN Link with MASTER is down and replica-serve-stale-data is set to 'no'."],
  ['MISCONF', 'MISCONF Redis is configured to save RDB snapshots, but is unable to persist on disk.'],
  ['NOREPLICAS', 'NOREPLICAS Not enough good replicas to write.'],
  ['OOM', "OOM command not allowed when used memory > 'maxmemory'."],
  ['OOM', 'SERVER_ERROR out of memory storing object'],
  ['tooLarge', 'SERVER_ERROR object too large for cache'],
  ['CLIENT_ERROR', 'CLIENT_ERROR bad data chunk'],
  ['notStored', 'NS'],
  ['notStored', 'NOT_STORED'],
  ['exists', 'EX'],
  ['exists', 'EXISTS'],
  ['maxclients', 'ERROR Too many open connections'],
  ['NOAUTH', 'NOAUTH Authentication required.'],
  ['WRONGPASS', 'WRONGPASS invalid username-password pair or user is disabled.'],
  ['NOPERM', "NOPERM this user has no permissions to run the 'set' command"],
  ['WRONGTYPE', 'WRONGTYPE Operation against a key holding the wrong kind of value'],
  ['maxclients', 'ERR max number of clients reached'],
  ['connectionRefused', 'connect ECONNREFUSED 127.0.0.1:6379'],
  ['notSent', "Stream isn't writeable and enableOfflineQueue options is false"],
];

const perhapsWithEffect: readonly (readonly [errorClass: string, message: string])[] = [
  ['timeout', 'Command timed out'],
  ['timeout', "Socket timeout. Expecting data, but didn't receive any in 1000ms."],
  ['connectionLost', 'Connection is closed.'],
  ['connectionLost', 'read ECONNRESET'],
  ['connectionLost', 'write ECONNRESET'],
  ['connectionLost', 'write EPIPE'],
  ['connectionLost', 'Reached the max retries per request limit (which is 3). Refer to "maxRetriesPerRequest" option.'],
  ['unblocked', 'UNBLOCKED client unblocked via CLIENT UNBLOCK'],
  ['aborted', 'EXECABORT Transaction discarded because of previous errors.'],
  ['waitShort', 'WAIT was acknowledged by fewer than asked (0 of 1)'],
  ['waitShort', 'WAITAOF was acknowledged by fewer than asked (1,0 of 1,1)'],
  ['waitRefused', 'WAITAOF was refused (ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.)'],
  ['waitRefused', "WAIT was refused (NOPERM this user has no permissions to run the 'wait' command)"],
  ['protocol', 'Unknown RESP type 84 "T". Please report this.'],
  ['protocol', 'Protocol error, got "T" as reply type byte. Please report this.'],
  ['protocol', 'ERROR'],
  ['SERVER_ERROR', 'SERVER_ERROR out of disk'],
  ['ERR', "ERR unknown command 'SET'"],
  ['NEVERHEARD', 'NEVERHEARD of it'],
  ['other', 'something went wrong'],
  ['other', ''],
  ['MOVEDX', 'MOVEDX is another word'],
];

describe('what an error proves', () => {
  it.each(certainlyWithoutEffect)('%s: the command had no effect (%s)', (errorClass, message) => {
    expect(judgeError(message)).toEqual({ errorClass, outcome: outcomeCode.fail });
  });

  it.each(perhapsWithEffect)('%s: it may have had an effect (%s)', (errorClass, message) => {
    expect(judgeError(message)).toEqual({ errorClass, outcome: outcomeCode.indeterminate });
  });

  it.each(outcomeRules.map(({ errorClass, why }) => ({ errorClass, why })))(
    'has an explanation for $errorClass',
    ({ why }) => {
      expect(why).toMatch(/^[A-Z].{15,}\.$/);
    },
  );

  it('has an example here for every rule, and one rule per class', () => {
    const examples = [...certainlyWithoutEffect, ...perhapsWithEffect].map(([errorClass]) => errorClass);
    const classes = outcomeRules.map(({ errorClass }) => errorClass);
    expect(classes.filter((errorClass) => !examples.includes(errorClass))).toEqual([]);
    expect(new Set(classes).size).toBe(classes.length);
  });
});
