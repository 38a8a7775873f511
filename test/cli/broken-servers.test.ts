import { describe, expect, test } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { waitUntil } from '../../src/clock/wait.js';
import { type Behaviour, MisbehavingServer } from '../fakes/misbehaving-server.js';
import { startForeignMemcached } from './drill/foreign-memcached.js';
import { startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { fixture, run } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const patience = { timeoutMs: 30_000, pollMs: 5 };
/** The server's existing keys, and our first batches. */
const someBatches = 500 + 10_000;

/** The output of a run whose server hangs during the preload, and how long the run takes to end after that. */
async function stopDuringPreload(url: string, pid: number, size: () => Promise<number>) {
  await using program = await startProgram(['run', quiet, '--target', url, '--keys', '1000000']);
  await program.saw(/^phase preload$/m);
  if (!(await waitUntil(async () => (await size()) > someBatches, patience))) throw new Error('nothing was preloaded');
  process.kill(pid, 'SIGSTOP');
  const stoppedMs = monotonicMs();
  const { exitCode, stderr } = await program.end();
  return {
    exitCode,
    errors: stderr.match(/^Error: .*$/gm),
    stack: stderr.match(/^ +at /m),
    ms: monotonicMs() - stoppedMs,
  };
}

describe('a server that goes silent during the preload', () => {
  const ended = {
    exitCode: 5,
    errors: [expect.stringMatching(/n1 \(127\.0\.0\.1:\d+\) did not accept the preloaded keys .*(timed out|no reply)/)],
    stack: null,
  };

  test('is detected within 10 s, in every protocol', async () => {
    await using redis = await startForeignServer('secret');
    await using memcached = await startForeignMemcached();
    const [byRedis, byMemcached] = await Promise.all([
      stopDuringPreload(`redis://:secret@127.0.0.1:${redis.port}`, redis.pid, () => redis.client.dbsize()),
      stopDuringPreload(`memcached://127.0.0.1:${memcached.port}`, memcached.pid, () => memcached.size()),
    ]);
    for (const { ms, ...rest } of [byRedis, byMemcached]) {
      expect(rest).toEqual(ended);
      expect(ms).toBeLessThan(10_000);
    }
  });
});

describe('a server with broken replies', () => {
  const infoWith = (figure: string): Behaviour => {
    const honest = ['role:master', 'used_cpu_sys:1', 'used_cpu_user:1', 'used_memory:1', 'expired_keys:0'];
    const text = [...honest, `evicted_keys:${figure}`].join('\r\n');
    return { raw: `$${text.length}\r\n${text}\r\n` };
  };

  test.each<[string, string, Behaviour]>([
    ['a negative length', 'PING', { raw: '$-7\r\n' }],
    ['an unsolicited reply', 'PING', { raw: '+PONG\r\n+PONG\r\n' }],
    ['NaN in INFO', 'INFO', infoWith('nan')],
  ])('ends a run with one error and exit code 5: %s', async (_what, command, reply) => {
    await using server = await MisbehavingServer.listen();
    server.always(command, reply);
    const { exitCode, stderr, stdout, files } = await run([
      'run',
      quiet,
      '--target',
      `redis://127.0.0.1:${server.port}`,
    ]);
    expect(exitCode).toBe(5);
    expect(stderr.match(/^Error: .*$/gm)).toHaveLength(1);
    expect(stderr).not.toMatch(/^ +at |This is a bug/m);
    expect([stdout, files.size]).toEqual(['', 0]);
  });
});
