import { expect, it } from 'vitest';
import { outcomeCode } from '../../../../src/load/driver/driver.js';
import { judge } from '../../../../src/load/driver/memcached-library/outcomes.js';

// Texts as memjs 1.3.2 and memcached 2.2.2 word them.
it.each([
  ['notSent', 'Server at 127.0.0.1:11211 not available'],
  ['notSent', 'Connection readyState is set to closed'],
  ['notSent', 'Error: The connection pool is full'],
  ['notSent', 'socket timed out connecting to server.'],
  ['connectionRefused', 'Error: connect ECONNREFUSED 127.0.0.1:11211'],
  ['OOM', 'MemJS SET: Out of memory'],
  ['tooLarge', 'MemJS SET: Value too large'],
])('%s proves that a command had no effect: %s', (errorClass, message) => {
  expect(judge(message)).toMatchObject({ errorClass, outcome: outcomeCode.fail });
});

it.each([
  ['timeout', 'socket timed out waiting on response.'],
  ['connectionLost', 'read ECONNRESET'],
  ['connectionLost', 'Connection is closed.'],
  ['other', 'MemJS SET: Internal error'],
])('%s proves nothing: %s', (errorClass, message) => {
  expect(judge(message)).toMatchObject({ errorClass, outcome: outcomeCode.indeterminate });
});
