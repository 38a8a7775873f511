import { expect, it } from 'vitest';
import type { RunEvent } from '../../src/record/sections/events.js';
import { spuriousFailovers } from '../../src/strike/spurious-failovers.js';

const tried: RunEvent = {
  type: 'server-event',
  atMs: -3_500,
  node: 's3',
  name: '+try-failover',
  detail: 'master cache',
};
const promoted: RunEvent = { type: 'role-changed', atMs: -3_200, node: 'n2', from: 'replica', to: 'primary' };
const demoted: RunEvent = { type: 'role-changed', atMs: 7_600, node: 'n1', from: 'primary', to: 'replica' };

it('a failover that sentinels decided on during the warm-up counts, with its old primary until that is demoted', () => {
  expect(spuriousFailovers([tried, promoted, demoted], [], () => 0)).toMatchObject([
    { promoted: 'n2', injectedAtMs: -3_500, promotedAtMs: -3_200, zombieUntilMs: 7_600, isOfFault: false },
  ]);
});

it('a role that only became known during the warm-up does not', () => {
  expect(spuriousFailovers([promoted, demoted], [], () => 0)).toEqual([]);
});

it('a promotion in the measured part counts, whoever decided on it', () => {
  const later = { ...promoted, atMs: 2_000 };
  expect(spuriousFailovers([later, demoted], [], () => 0)).toMatchObject([{ promoted: 'n2', injectedAtMs: 2_000 }]);
});
