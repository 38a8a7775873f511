import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { waitFor } from '../../../src/clock/wait.js';
import type { TopologyPlan } from '../../../src/model/scenario.js';
import { sentinelPlan, startCluster } from '../fixtures/cluster.js';

const agreementMs = 50;
const patience = { timeoutMs: 60_000, pollMs: 20 };

describe('a promotion', () => {
  it.each<[string, Partial<TopologyPlan>, RegExp]>([
    ['by sentinels', { sentinel: { ...sentinelPlan.sentinel, downAfterMs: 1_000 } }, /MASTER MODE enabled/],
    ['by the vote of a cluster', { kind: 'cluster', shards: 3, replicas: 1 }, /Failover election won/],
  ])('%s is noticed within 50 ms of what the new primary writes into its own log', async (_, plan, line) => {
    await using started = await startCluster(plan);
    // What our own thread was late by is no disagreement.
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    started.cluster.primaryOf(0)!.process.signal('SIGKILL');
    const promotion = await waitFor(
      () => started.events.find((event) => event.type === 'role-changed' && event.to === 'primary'),
      patience,
    );
    delay.disable();
    expect(promotion?.node.shard).toBe(0);
    const loggedAtMs = await momentOf(promotion!.node.process.logFile, line);
    const noticedAtMs = promotion!.atMs + (Date.now() - monotonicMs());
    expect(Math.abs(noticedAtMs - loggedAtMs)).toBeLessThanOrEqual(agreementMs + delay.max / 1e6);
  });
});

/** When a server wrote its last line of a sort, in milliseconds since 1970: `123:M 24 Nov 2026 04:12:01.123 * ...`, local time. */
async function momentOf(logFile: string, line: RegExp): Promise<number> {
  const written = (await readFile(logFile, 'utf8')).split('\n').findLast((text) => line.test(text)) ?? '';
  const stamp = /\d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}\.\d{3}/.exec(written)?.[0] ?? '';
  return Date.parse(stamp);
}
