import { readFile } from 'node:fs/promises';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import { waitFor } from '../../../src/clock/wait.js';
import type { ClusterEvent, ClusterNode } from '../../../src/topology/cluster.js';
import { type GivenPlan, sentinelPlan, startCluster } from '../fixtures/cluster.js';

const agreementMs = 50;
const patience = { timeoutMs: 60_000, pollMs: 20 };

interface Milestone {
  readonly type: ClusterEvent['type'];
  /** What is logged by the server that knows first, or at the same time as others. */
  readonly line: RegExp;
}

const bySentinels: readonly Milestone[] = [
  { type: 'suspected', line: /\+sdown master/ },
  { type: 'agreed-down', line: /\+odown master/ },
  { type: 'role-changed', line: /MASTER MODE enabled/ },
];
const byMembers: readonly Milestone[] = [
  // Redis logs this only at its most verbose level.
  { type: 'suspected', line: /NODE \w+ possibly failing/ },
  { type: 'agreed-down', line: /Marking node \w+ .*as failing \(quorum reached\)|FAIL message received from/ },
  { type: 'role-changed', line: /Failover election won/ },
];

describe('each step of a failover', () => {
  it.each<[string, GivenPlan, readonly Milestone[]]>([
    ['by sentinels', { sentinel: { ...sentinelPlan.sentinel, downAfterMs: 1_000 } }, bySentinels],
    ['by the vote of a cluster', { kind: 'cluster', shards: 3, replicas: 1, config: { loglevel: 'debug' } }, byMembers],
  ])("%s is detected within 50 ms of the entry in the servers' own logs", async (_, plan, milestones) => {
    await using started = await startCluster(plan);
    const { cluster, events } = started;
    // Delays of our own thread are not a disagreement.
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const old = cluster.primaryOf(0) as ClusterNode;
    const killedAtMs = monotonicMs();
    old.process!.signal('SIGKILL');
    const isPromotion = (event: ClusterEvent) => event.type === 'role-changed' && event.to === 'primary';
    await waitFor(() => events.find((event) => isPromotion(event) && event.atMs >= killedAtMs), patience);
    delay.disable();
    for (const { type, line } of milestones) {
      const event = events.find(
        (one) =>
          one.type === type &&
          one.atMs >= killedAtMs &&
          (type === 'role-changed' ? isPromotion(one) : one.node === old),
      );
      expect(event?.node.shard, type).toBe(0);
      const loggedAtMs = await firstMoment(cluster.nodes, line, killedAtMs + toWallMs());
      const noticedAtMs = (event?.atMs ?? 0) + toWallMs();
      expect(Math.abs(noticedAtMs - loggedAtMs), type).toBeLessThanOrEqual(agreementMs + delay.max / 1e6);
    }
  });
});

/** From our clock to the servers'. */
function toWallMs(): number {
  return Date.now() - monotonicMs();
}

/**
 * When the first of the servers logged a line of a kind, in milliseconds since 1970: `123:M 24 Nov 2026 04:12:01.123 *
 * ...`, local time.
 */
async function firstMoment(nodes: readonly ClusterNode[], line: RegExp, sinceMs: number): Promise<number> {
  const logs = await Promise.all(nodes.map(({ process }) => readFile(process!.logFile, 'utf8')));
  const written = logs.flatMap((log) => log.split('\n').filter((text) => line.test(text)));
  const moments = written.map((text) => Date.parse(/\d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2}\.\d{3}/.exec(text)?.[0] ?? ''));
  return Math.min(...moments.filter((atMs) => atMs >= sinceMs));
}
