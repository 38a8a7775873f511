import { describe, expect, it } from 'vitest';
import { PoolRoute } from '../../../../src/load/driver/wire/pool-route.js';
import { Slots } from '../../../../src/load/slots.js';
import { planOperations } from '../../../../src/load/workload/plan-operations.js';
import { openAccess } from '../../../../src/model/access.js';
import type { Hashing } from '../../../../src/model/hashing/placement.js';

const keys = 2_000;
const servers = [1, 2, 3, 4, 5].map((host, shard) => ({ endpoint: { host: `127.0.0.${host}`, port: 11_211 }, shard }));
const everyKey = Array.from({ length: keys }, (_, key) => key);

function pool(hashing: Hashing, ejectsLost: boolean) {
  const slots = new Slots(1, 1);
  const operations = planOperations({
    mix: { get: 1, set: 1 },
    commands: [],
    chain: true,
    ttlSeconds: null,
    keysPerOperation: 1,
  });
  const view = { kind: 'pool', servers, hashing, ejectsLost, access: openAccess } as const;
  const route = new PoolRoute(view, { operations, runTag: 'abcd1234', keys, slots });
  const nodes = () =>
    everyKey.map((key) => {
      slots.key[0] = key;
      return route.nodeOf(0);
    });
  for (const node of servers.keys()) for (let line = 0; line < 2; line += 1) route.lineReady(node);
  const lose = (node: number) => {
    for (let line = 0; line < 2; line += 1) route.lineLost(node);
  };
  return { route, nodes, lose };
}

describe('the route to a pool of servers', () => {
  it.each([
    ['ketama', 0, 0.05],
    ['modulo', 0.6, 0.9],
  ] as const)('avoids a lost server, and %s moves few or many keys of the others', (hashing, least, most) => {
    const { nodes, lose } = pool(hashing, true);
    const before = nodes();
    lose(2);
    const after = nodes();
    expect(after).not.toContain(2);
    const others = everyKey.filter((key) => before[key] !== 2);
    const moved = others.filter((key) => before[key] !== after[key]).length / others.length;
    expect(moved).toBeGreaterThanOrEqual(least);
    expect(moved).toBeLessThanOrEqual(most);
  });

  it('is the original one again when the server is back', () => {
    const { route, nodes, lose } = pool('ketama', true);
    const before = nodes();
    lose(2);
    route.lineReady(2);
    expect(nodes()).toEqual(before);
  });

  it('does not change while one connection to the server is left, or if lost servers are not ejected', () => {
    const kept = pool('ketama', true);
    const before = kept.nodes();
    kept.route.lineLost(2);
    expect(kept.nodes()).toEqual(before);
    const patient = pool('ketama', false);
    patient.lose(2);
    expect(patient.nodes()).toEqual(before);
  });

  it('still leads somewhere if all servers are lost', () => {
    const { nodes, lose } = pool('modulo', true);
    for (const node of servers.keys()) lose(node);
    expect(new Set(nodes())).toEqual(new Set([4]));
  });
});
