import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takenPort } from '../../src/engine/server-failed.js';

describe('a port that is taken', () => {
  test.each([
    [
      'Redis',
      '12:M 1 Jan 2024 00:00:00.000 # Warning: Could not create server TCP listening socket 127.0.1.1:7000: bind: Address already in use',
    ],
    [
      'Redis on IPv6',
      '12:M # Warning: Could not create server TCP listening socket [::1]:7000: bind: Address already in use',
    ],
    ['Redis 6', '12:M # Warning: Could not create server TCP listening socket *:7000: bind: Address already in use'],
    ['memcached', 'failed to listen on TCP port 7000: Address already in use'],
  ])('is recognized in the log lines of %s', (_, line) => {
    expect(takenPort(['something before', line, 'Failed listening on port 7000 (TCP), aborting.'])).toBe(7000);
  });

  test('is not assumed from other log lines', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (lines) => {
        fc.pre(lines.every((line) => !/address already in use/i.test(line)));
        expect(takenPort(lines)).toBeUndefined();
      }),
    );
  });
});
