import * as library from '@redis/client';
import { expect, it } from 'vitest';
import { outcomeCode } from '../../../../src/load/driver/driver.js';
import { judge } from '../../../../src/load/driver/node-redis/outcomes.js';

// Errors of the library itself, not copies of their texts.
it.each([
  ['notSent', new library.ClientOfflineError()],
  ['notSent', new library.ClientClosedError()],
  ['notSent', new library.TimeoutError()],
  ['notSent', new library.AbortError()],
  ['notSent', new library.ConnectionTimeoutError()],
  ['notSent', new library.RootNodesUnavailableError()],
  ['READONLY', new library.SimpleError("READONLY You can't write against a read only replica.")],
  ['unlistedMember', new Error('Cannot find node 10.0.0.9:6379')],
])('%s proves that a command had no effect', (errorClass, error) => {
  expect(judge(error)).toEqual({ errorClass, outcome: outcomeCode.fail });
});

it.each([
  ['connectionLost', new library.SocketClosedUnexpectedlyError()],
  ['connectionLost', new library.DisconnectsClientError()],
  ['timeout', new library.SocketTimeoutError(1_000)],
  ['timeout', new library.SocketTimeoutDuringMaintenanceError(1_000)],
  ['timeout', new library.CommandTimeoutDuringMaintenanceError(1_000)],
  ['other', new library.MaxCommandRedirectionsError()],
  ['ERR', new library.SimpleError('ERR something else')],
])('%s proves nothing', (errorClass, error) => {
  expect(judge(error)).toEqual({ errorClass, outcome: outcomeCode.indeterminate });
});
