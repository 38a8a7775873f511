import { expect, test } from 'vitest';
import { noSurroundings } from '../../src/fault/fault.js';
import { faultNamed, faults } from '../../src/fault/registry.js';
import { keysOf } from '../../src/model/table.js';
import type { Origin } from '../../src/origin/origin.js';
import { forkRandom } from '../../src/random/random.js';
import { fakeCluster } from '../fakes/fake-cluster.js';
import { FakeOrigin } from '../fakes/fake-origin.js';

const names = keysOf(faults).filter((name) => faultNamed(name).needsOrigin !== undefined);

/** An origin whose state nothing changes. */
class UnmovedOrigin extends FakeOrigin {
  override async kill() {}
  override async stop() {}
  override async slow() {}
  override async limit() {}
}

function strike(name: (typeof names)[number], origin: Origin | null) {
  const fault = faultNamed(name);
  const surroundings = { ...noSurroundings, origin };
  return fault.inject(fakeCluster([]), fault.options.parse({}), forkRandom(1, 'fault/0'), surroundings);
}

test.each(names)('%s has no proof if the origin did not change, and heals it all the same', async (name) => {
  const injection = await strike(name, new UnmovedOrigin());
  expect(await injection.prove()).toBeUndefined();
  await injection.heal();
});

test.each(names)('%s strikes nothing without an origin', async (name) => {
  await expect(strike(name, null)).rejects.toThrow('There is no origin behind the cache.');
});

test('there are four of them', () => {
  expect(names).toEqual(['origin-kill', 'origin-limit', 'origin-slow', 'origin-stop']);
});
