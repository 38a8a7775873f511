import { CLIError } from '@oclif/core/errors';
import { expect, test } from 'vitest';
import { describeError, formatError } from '../../src/cli/describe-error.js';
import { EnvironmentError, InternalError, InterruptedError, UsageError } from '../../src/errors/errors.js';

test.each([
  [new UsageError('wrong'), 2],
  [new EnvironmentError('missing'), 5],
  [new InterruptedError('stopped'), 130],
  [new CLIError('no such flag'), 2],
])('%s is reported by its message alone', (error, exitCode) => {
  const description = describeError(error);
  expect(description).toMatchObject({ message: error.message, exitCode });
  expect(formatError(description)).toBe(`Error: ${error.message}\n`);
});

test.each([[new InternalError('broken')], [new TypeError('undefined is not a function')], ['a thrown string']])(
  '%s is a bug: reported with its stack and a request to report it',
  (error) => {
    const description = describeError(error);
    expect(description).toMatchObject({ name: 'InternalError', exitCode: 1 });
    expect(formatError(description)).toMatch(/^Error: .*\n[\s\S]*at [\s\S]*report it/);
  },
);

test('a full disk is not a bug, wherever it is met', () => {
  const error = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  expect(describeError(error)).toEqual({
    name: 'EnvironmentError',
    exitCode: 5,
    message: expect.stringMatching(/ENOSPC.*Free some space/),
  });
});
