import * as library from '@valkey/valkey-glide';
import { expect, it } from 'vitest';
import { outcomeCode } from '../../../../src/load/driver/driver.js';
import { judge } from '../../../../src/load/driver/valkey-glide/outcomes.js';

const reply = 'An error was signalled by the server: - ';

// Texts as GLIDE 2.5.2 words them.
it.each([
  ['READONLY', new library.RequestError(`${reply}ReadOnly: You can't write against a read only replica.`)],
  ['MOVED', new library.RequestError(`${reply}Moved: 3999 127.0.0.1:6381`)],
  ['NOREPLICAS', new library.RequestError('NOREPLICAS: Not enough good replicas to write.')],
  ['notSent', new library.CircuitBreakerError('open')],
])('%s proves that a command had no effect, unless the client sends commands again', (errorClass, error) => {
  expect(judge(error, false)).toMatchObject({ errorClass, outcome: outcomeCode.fail });
});

it('a refusal proves nothing in a cluster, where GLIDE sends commands again', () => {
  const refused = new library.RequestError(`${reply}ReadOnly: You can't write against a read only replica.`);
  expect(judge(refused, true)).toMatchObject({ errorClass: 'READONLY', outcome: outcomeCode.indeterminate });
});

it.each([
  ['timeout', new library.TimeoutError('timed out')],
  ['connectionLost', new library.ConnectionError('Received connection error `Connection reset by peer`')],
  ['connectionLost', new library.ClosingError('Socket closed')],
  ['ERR', new library.RequestError(`${reply}ResponseError: something else`)],
  ['NEVERHEARD', new library.RequestError('NEVERHEARD: of it')],
])('%s proves nothing', (errorClass, error) => {
  expect(judge(error, false)).toMatchObject({ errorClass, outcome: outcomeCode.indeterminate });
});
