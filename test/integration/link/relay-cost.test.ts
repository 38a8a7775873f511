import { describe, expect, it } from 'vitest';
import { measureRelayCost } from '../../../src/link/relay-cost.js';
import { startListener } from '../../link/fixtures/sockets.js';
import { binaryOf, planOf } from '../fault/strike.js';
import { startCluster } from '../fixtures/cluster.js';

const inClear = { tls: null, login: null };

describe('the cost of a relay', () => {
  it('is measured at a server with and without its relay, even if the link to its peers is slow', async () => {
    const links = { betweenZones: { delayMs: 300 } };
    await using started = await startCluster({ ...planOf('replicated'), zones: 2, links }, { clientRelays: true });
    const { address, links: relays } = started.cluster.primaryOf(0)!;
    for (const relay of [relays!.client!, relays!.announced]) {
      const cost = await measureRelayCost(address, relay, { echoesPayloads: true, access: inClear });
      for (const path of [cost!.direct, cost!.relayed]) {
        expect(path.roundTripUs).toBeGreaterThan(0);
        // Clients have no zone, so the figures include no delay between zones.
        expect(path.roundTripUs).toBeLessThan(300_000);
        expect(path.bytesPerSecond).toBeGreaterThan(1_000_000);
      }
    }
  });

  it('has no throughput for a server that sends nothing back', async () => {
    const plan = { ...planOf('memcached'), shards: 1, links: { betweenZones: {} } };
    await using started = await startCluster(plan as ReturnType<typeof planOf>, {
      binary: await binaryOf('memcached'),
      clientRelays: true,
    });
    const { address, links } = started.cluster.primaryOf(0)!;
    const cost = await measureRelayCost(address, links!.client!, { echoesPayloads: false, access: inClear });
    expect(cost?.relayed.bytesPerSecond).toBeNull();
    expect(cost?.relayed.roundTripUs).toBeGreaterThan(0);
  });

  it('is unknown if nothing replies', async () => {
    await using silent = await startListener();
    expect(
      await measureRelayCost(silent.endpoint, silent.endpoint, { echoesPayloads: true, access: inClear }),
    ).toBeNull();
  });
});
