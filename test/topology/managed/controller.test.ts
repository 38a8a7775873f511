import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { RelayPlace } from '../../../src/link/relay.js';
import type { Endpoint } from '../../../src/model/node.js';
import type { ClusterEvent, ClusterNode } from '../../../src/topology/cluster.js';
import { Controller } from '../../../src/topology/managed/controller.js';
import { ServiceEndpoints } from '../../../src/topology/managed/endpoints.js';
import type { ReplicationInfo } from '../../../src/topology/replication-info.js';
import { fakeNode } from '../../fakes/fake-cluster.js';

const detectAfterMs = 1_000;
const dnsDelayMs = 2_000;
/** Between two looks of the controller, and between two pings. */
const slackMs = 150;

/** A service of three nodes under a controller; its nodes obey and report at once. */
async function startService(offsets: Readonly<Record<string, number>> = {}) {
  const ids = ['n1', 'n2', 'n3'] as const;
  const nodes = ids.map((id, index) => fakeNode(id, index === 0 ? 'primary' : 'replica'));
  const [n1, n2, n3] = nodes as [ClusterNode, ClusterNode, ClusterNode];
  const silent = new Set<ClusterNode>();
  const primaries = new Map<ClusterNode, ClusterNode | null>([
    [n1, null],
    [n2, n1],
    [n3, n1],
  ]);
  const told: string[] = [];
  const events: string[] = [];
  const leads = new Map<number, string>();
  let relays = 0;
  const endpoints = await ServiceEndpoints.open(
    {
      async openRelay() {
        relays += 1;
        return { host: '127.0.0.1', port: relays };
      },
      async moveRelay({ port }: Endpoint, places: readonly RelayPlace[]) {
        leads.set(port, places.map(({ node }) => node).join(' '));
      },
    },
    dnsDelayMs,
    n1,
    [n2, n3],
  );
  const startMs = monotonicMs();
  const infoOf = (node: ClusterNode): ReplicationInfo | undefined =>
    silent.has(node)
      ? undefined
      : {
          role: primaries.get(node) === null ? 'primary' : 'replica',
          offset: offsets[node.id] ?? 0,
          linkUp: true,
          replicas: [],
        };
  let wanted = () => n1;
  const controller = new Controller(
    n1,
    {
      nodes,
      endpoints,
      answers: async (node) => !silent.has(node),
      async replicate(node, primary) {
        if (silent.has(node)) throw new Error('no answer');
        told.push(`${node.id} of ${primary?.id ?? 'none'}`);
        primaries.set(node, primary);
      },
      replicationOf: infoOf,
      isAttached: (node) => primaries.get(node) === wanted() && !silent.has(node),
      onEvent: (event) => events.push(`${nameOf(event)} ${event.node.id}`),
    },
    detectAfterMs,
  );
  wanted = () => controller.primary;
  return {
    n1,
    n2,
    n3,
    silent,
    primaries,
    told,
    events,
    controller,
    where: () => ({ primary: leads.get(1), reader: leads.get(2) }),
    elapsedMs: () => monotonicMs() - startMs,
    async [Symbol.asyncDispose]() {
      const ended = controller[Symbol.asyncDispose]();
      await vi.advanceTimersByTimeAsync(slackMs);
      await ended;
    },
  };
}

function nameOf(event: ClusterEvent): string {
  return event.type === 'server-event' ? event.name : event.type;
}

describe('the controller of a managed service', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['performance', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('promotes the replica with the highest offset once the primary was silent, and the endpoints follow later', async () => {
    await using service = await startService({ n2: 10, n3: 20 });
    await vi.advanceTimersByTimeAsync(5_000);
    expect([service.told, service.events]).toEqual([[], []]);
    service.silent.add(service.n1);
    await vi.advanceTimersByTimeAsync(detectAfterMs - slackMs);
    expect(service.told).toEqual([]);
    await vi.advanceTimersByTimeAsync(2 * slackMs);
    expect(service.controller.primary.id).toBe('n3');
    expect(service.told).toEqual(['n3 of none', 'n2 of n3']);
    expect(service.events).toEqual(['suspected n1', 'agreed-down n1', 'replica-promoted n3']);
    expect(service.where()).toEqual({ primary: 'n1', reader: 'n2 n3' });
    await vi.advanceTimersByTimeAsync(dnsDelayMs - 2 * slackMs);
    expect(service.where().primary).toBe('n1');
    await vi.advanceTimersByTimeAsync(2 * slackMs);
    expect(service.where()).toEqual({ primary: 'n3', reader: 'n2' });
    expect(service.events.slice(3)).toEqual(['learned-primary n3']);
  });

  it('promotes nobody while no replica answers, then the first one that does', async () => {
    await using service = await startService();
    for (const node of [service.n1, service.n2, service.n3]) service.silent.add(node);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.told).toEqual([]);
    expect(service.where()).toEqual({ primary: 'n1', reader: 'n1' });
    service.silent.delete(service.n2);
    await vi.advanceTimersByTimeAsync(slackMs);
    expect(service.told).toEqual(['n2 of none']);
  });

  it('keeps a primary that answers again before a replica was promoted', async () => {
    await using service = await startService();
    for (const node of [service.n1, service.n2, service.n3]) service.silent.add(node);
    await vi.advanceTimersByTimeAsync(10_000);
    service.silent.delete(service.n1);
    await vi.advanceTimersByTimeAsync(slackMs);
    service.silent.clear();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.told).toEqual([]);
    expect(service.where()).toEqual({ primary: 'n1', reader: 'n2 n3' });
  });

  it('makes the old primary a replica when it returns, and a node that replicates from another', async () => {
    await using service = await startService({ n2: 10 });
    service.silent.add(service.n1).add(service.n3);
    await vi.advanceTimersByTimeAsync(detectAfterMs + slackMs);
    service.told.length = 0;
    // n3 still has n1 as its primary, as after a restart of both.
    service.silent.clear();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(service.told.toSorted()).toEqual(['n1 of n2', 'n3 of n2']);
  });

  it('follows a primary that handed over on request, and points the others at it', async () => {
    await using service = await startService();
    service.primaries.set(service.n1, service.n2).set(service.n2, null);
    await vi.advanceTimersByTimeAsync(slackMs);
    expect(service.controller.primary.id).toBe('n2');
    expect(service.events).toEqual(['planned-failover n2']);
    await vi.advanceTimersByTimeAsync(dnsDelayMs);
    expect(service.primaries.get(service.n3)?.id).toBe('n2');
    expect(service.where()).toEqual({ primary: 'n2', reader: 'n1 n3' });
  });

  it('cancels a pending move of the endpoints', async () => {
    const service = await startService();
    service.silent.add(service.n1);
    await vi.advanceTimersByTimeAsync(detectAfterMs + slackMs);
    await service[Symbol.asyncDispose]();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(service.where().primary).toBe('n1');
  });
});
