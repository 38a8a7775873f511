import { describe, expect, test } from 'vitest';
import { shareOf } from '../../src/origin/client.js';
import { httpOutcome, sentRequest } from '../../src/origin/http/http-outcomes.js';
import { Places } from '../../src/origin/places.js';
import { sentStatement, unsentStatement } from '../../src/origin/postgres/postgres-outcomes.js';

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code !== undefined && { code });
}

describe('an error of PostgreSQL', () => {
  test.each([
    [failure('canceling statement due to statement timeout', '57014'), 'fail', 'statementTimeout'],
    [failure('deadlock detected', '40P01'), 'fail', 'deadlock'],
    [failure('duplicate key value', '23505'), 'fail', '23505'],
    [failure('could not extend file: No space left on device', '53100'), 'fail', 'diskFull'],
    [failure('terminating connection due to administrator command', '57P01'), 'indeterminate', 'adminShutdown'],
    [failure('the database system is in crash', '57P02'), 'indeterminate', 'crashShutdown'],
    [failure('Connection terminated unexpectedly'), 'indeterminate', 'connectionLost'],
    [failure('write EPIPE', 'EPIPE'), 'indeterminate', 'connectionLost'],
    [failure('read ECONNRESET', 'ECONNRESET'), 'indeterminate', 'connectionLost'],
    [failure('Query read timeout'), 'indeterminate', 'timeout'],
  ] as const)('after a statement was sent: %s is %s (%s)', (error, outcome, name) => {
    expect(sentStatement(error)).toEqual({ outcome, error: name });
  });

  test.each([
    [failure('timeout exceeded when trying to connect'), 'poolTimeout'],
    [failure('Connection terminated due to connection timeout'), 'poolTimeout'],
    [failure('connect ECONNREFUSED 127.0.0.1:1', 'ECONNREFUSED'), 'connectionRefused'],
    [failure('sorry, too many clients already', '53300'), 'tooManyConnections'],
    [failure('password authentication failed', '28P01'), 'wrongPassword'],
    [failure('Connection terminated unexpectedly'), 'connectFailed'],
  ] as const)('before a statement was sent is always a failure: %s is %s', (error, name) => {
    expect(unsentStatement(error)).toEqual({ outcome: 'fail', error: name });
  });
});

describe('an HTTP request', () => {
  test.each([
    [200, true, 'ok', null],
    [204, false, 'ok', null],
    [404, true, 'ok', null],
    [404, false, 'fail', 'http404'],
    [429, false, 'fail', 'tooManyRequests'],
    [503, false, 'fail', 'unavailable'],
    [500, false, 'indeterminate', 'http500'],
    [302, false, 'indeterminate', 'http302'],
  ] as const)('answered with %s (a read: %s) is %s', (status, isRead, outcome, error) => {
    expect(httpOutcome(status, isRead)).toEqual({ outcome, error });
  });

  test.each([
    [failure('connect', 'ECONNREFUSED'), 'fail', 'connectionRefused'],
    [failure('connect', 'UND_ERR_CONNECT_TIMEOUT'), 'fail', 'connectTimeout'],
    [failure('other side closed', 'UND_ERR_SOCKET'), 'indeterminate', 'connectionLost'],
    [new DOMException('The operation was aborted', 'TimeoutError'), 'indeterminate', 'timeout'],
  ] as const)('that ends with %s is %s', (error, outcome, name) => {
    expect(sentRequest(error)).toEqual({ outcome, error: name });
  });
});

test('the shares of all workers are the configured connections, at least one each', () => {
  for (const [connections, workers] of [
    [20, 3],
    [20, 1],
    [7, 7],
    [4, 3],
  ] as const) {
    const shares = Array.from({ length: workers }, (_, worker) => shareOf(connections, workers, worker));
    expect(shares.reduce((sum, share) => sum + share, 0)).toBe(connections);
    expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
  }
  expect(shareOf(1, 2, 1)).toBe(1);
});

test('places are taken in order of arrival, and a request that gave up waiting takes none', async () => {
  const places = new Places(1, 50);
  expect(await places.take()).toBe(true);
  const order: string[] = [];
  const impatient = places.take().then((hasPlace) => order.push(`first ${hasPlace}`));
  await impatient;
  const next = places.take().then((hasPlace) => order.push(`second ${hasPlace}`));
  places.release();
  await next;
  places.release();
  expect(order).toEqual(['first false', 'second true']);
  expect(await places.take()).toBe(true);
});
