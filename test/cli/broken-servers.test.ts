import { describe, expect, test } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { waitUntil } from '../../src/clock/wait.js';
import { startForeignMemcached } from './drill/foreign-memcached.js';
import { startForeignServer } from './drill/foreign-server.js';
import { startProgram } from './drill/program.js';
import { fixture } from './drill/run.js';

const quiet = fixture('quiet.yaml');
const patience = { timeoutMs: 30_000, pollMs: 5 };
/** The keys of others that a server has, and the first batches of ours. */
const someBatches = 500 + 10_000;

/** What a run prints whose server stops in the middle of the preload, and how long it takes to end after that. */
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

describe('a server that falls silent during the preload', () => {
  const ended = {
    exitCode: 5,
    errors: [expect.stringMatching(/n1 \(127\.0\.0\.1:\d+\) did not take the preloaded keys .*(timed out|no answer)/)],
    stack: null,
  };

  test('is noticed within 10 s, whatever it speaks', async () => {
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
