import { expect } from 'vitest';
import { faultNamed } from '../../../src/fault/registry.js';
import type { Origin } from '../../../src/origin/origin.js';
import { forkRandom } from '../../../src/random/random.js';
import { holds } from '../../engine/fixtures/processes.js';
import { fakeCluster } from '../../fakes/fake-cluster.js';
import { openClient } from './origin-setup.js';

/**
 * Strikes an origin with a fault, which must be proved, visible to a client, and gone when healed. Returns the proof.
 */
export async function strikeOrigin(
  origin: Origin,
  name: `origin-${'kill' | 'limit' | 'slow' | 'stop'}`,
  options: Readonly<Record<string, unknown>> = {},
): Promise<string | undefined> {
  const connection = { ...origin.connection, connectTimeoutMs: 100, statementTimeoutMs: 150 };
  const fault = faultNamed(name);
  const surroundings = { origin, agents: [], hottestKeys: () => [] };
  const random = forkRandom(1, 'fault/0');
  const injection = await fault.inject(fakeCluster([]), fault.options.parse(options), random, surroundings);
  const proof = await injection.prove();
  {
    await using client = openClient(connection);
    const hurt = async () =>
      (await Promise.all([0, 1, 2, 3].map((key) => client.read(key)))).some(({ outcome }) => outcome !== 'ok');
    expect(await holds(hurt)).toBe(true);
  }
  await injection.heal();
  await injection.heal();
  await using client = openClient(connection);
  expect(await holds(async () => (await client.read(0)).outcome === 'ok')).toBe(true);
  return proof;
}
