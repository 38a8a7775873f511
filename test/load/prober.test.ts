import { describe, expect, it, vi } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { Prober } from '../../src/load/prober.js';
import { openAccess } from '../../src/model/access.js';
import type { Endpoint } from '../../src/model/node.js';
import { keyName } from '../../src/model/write-stamp.js';
import { MisbehavingServer } from '../fakes/misbehaving-server.js';

const runTag = 'pbcd1234';
const patience = { timeout: 20_000, interval: 5 };

describe('the prober', () => {
  it('reads and writes its own key over one connection, without an outage', async () => {
    await using server = await MisbehavingServer.listen();
    await using prober = probe(() => endpointOf(server));
    await vi.waitUntil(() => prober.reads >= 5 && prober.writes >= 5, patience);
    expect(server.connections).toBe(1);
    expect(server.arrived('SET')[0]?.parameters[0]).toBe(keyName(runTag, 0));
    expect(server.arrived('SET')[0]?.parameters).toHaveLength(2);
  });

  it('has an outage only for writes while they are refused, and keeps reading', async () => {
    await using server = await MisbehavingServer.listen();
    server.always('SET', { error: 'READONLY You can not write against a read only replica.' });
    await using prober = probe(() => endpointOf(server));
    await vi.waitUntil(() => prober.reads >= 5 && server.arrived('SET').length >= 5, patience);
    expect(prober.writes).toBe(0);
    const never = prober.outages(monotonicMs()).filter(({ toMs }) => toMs === null);
    expect(never).toMatchObject([{ sort: 'write' }]);
  });

  it('has an outage while the server hangs, and returns with it on a new connection', async () => {
    await using server = await MisbehavingServer.listen();
    await using prober = probe(() => endpointOf(server));
    await vi.waitUntil(() => prober.writes >= 3, patience);
    server.always('SET', 'hang');
    server.always('GET', 'hang');
    // Two deadlines pass: it drops its connection and reconnects.
    await vi.waitUntil(() => server.connections >= 3, patience);
    const before = prober.writes;
    server.always('SET', 'answer');
    server.always('GET', 'answer');
    await vi.waitUntil(() => prober.writes >= before + 3, patience);
    // At least the deadline of 150 ms, minus the 20 ms until the next probe was due, regardless of the machine's load.
    const lengths = prober
      .outages(monotonicMs())
      .map(({ fromMs, toMs }) => (toMs ?? Number.POSITIVE_INFINITY) - fromMs);
    expect(Math.max(...lengths)).toBeGreaterThanOrEqual(130);
    expect(Math.max(...lengths)).toBeLessThan(Number.POSITIVE_INFINITY);
  });

  it('follows the endpoint to the current primary', async () => {
    await using first = await MisbehavingServer.listen();
    await using second = await MisbehavingServer.listen();
    let primary = first;
    await using prober = probe(() => endpointOf(primary));
    await vi.waitUntil(() => prober.writes >= 3, patience);
    primary = second;
    await vi.waitUntil(() => second.arrived('SET').length >= 3, patience);
    await vi.waitUntil(() => first.open === 0, patience);
    expect(second.open).toBe(1);
  });

  it('keeps its new connection although operations on the old one never end', async () => {
    await using first = await MisbehavingServer.listen();
    await using second = await MisbehavingServer.listen();
    let primary = first;
    let ticks = 0;
    await using prober = probe(() => {
      ticks += 1;
      return endpointOf(primary);
    });
    await vi.waitUntil(() => prober.writes >= 3, patience);
    first.freeze();
    const before = ticks;
    await vi.waitUntil(() => ticks >= before + 2, patience);
    primary = second;
    // More probes than fit into the deadline of those held by the frozen server.
    await vi.waitUntil(() => second.arrived('SET').length >= 15, patience);
    expect(second.connections).toBe(1);
  });

  it('waits for an endpoint, and for a server that is not up yet', async () => {
    const server = await MisbehavingServer.listen();
    const gone = endpointOf(server);
    await server[Symbol.asyncDispose]();
    await using other = await MisbehavingServer.listen();
    let primary: Endpoint | undefined;
    let asked = 0;
    await using prober = probe(() => {
      asked += 1;
      return primary;
    });
    await vi.waitUntil(() => asked >= 3, patience);
    primary = gone;
    const before = asked;
    await vi.waitUntil(() => asked >= before + 3, patience);
    expect(prober.writes).toBe(0);
    primary = endpointOf(other);
    await vi.waitUntil(() => prober.writes >= 1 && prober.reads >= 1, patience);
  });

  it.each(['ioredis', 'wire'] as const)('moves to the next primary from one that is gone (%s)', async (driver) => {
    const server = await MisbehavingServer.listen();
    const gone = endpointOf(server);
    await server[Symbol.asyncDispose]();
    await using next = await MisbehavingServer.listen();
    let primary = gone;
    let asked = 0;
    await using prober = probe(() => {
      asked += 1;
      return primary;
    }, driver);
    await vi.waitUntil(() => asked >= 3, patience);
    primary = endpointOf(next);
    await vi.waitUntil(() => prober.writes >= 1, patience);
  });

  it('leaves no connection open after disposal', async () => {
    await using server = await MisbehavingServer.listen();
    const prober = probe(() => endpointOf(server));
    await vi.waitUntil(() => prober.reads >= 1, patience);
    await prober[Symbol.asyncDispose]();
    await vi.waitUntil(() => server.open === 0, patience);
  });
});

function probe(endpoint: () => Endpoint | undefined, driver: 'ioredis' | 'wire' = 'ioredis'): Prober {
  return new Prober({
    view: { kind: 'single', endpoint: { host: '127.0.0.1', port: 1 }, access: openAccess },
    protocol: null,
    driver,
    endpointOf: endpoint,
    keyIndex: 0,
    runTag,
    epochMs: monotonicMs(),
  });
}

function endpointOf({ port }: MisbehavingServer): Endpoint {
  return { host: '127.0.0.1', port };
}
