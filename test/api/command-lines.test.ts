import { expect, test } from 'vitest';
import { type TopologyOptions, upArguments } from '../../src/api/cluster-options.js';
import { runArguments } from '../../src/api/run.js';
import { writtenFault } from '../../src/api/written-fault.js';
import { keysOf } from '../../src/model/table.js';
import { readFault } from '../../src/scenario/read-fault.js';
import { topologies } from '../../src/topology/registry.js';

test('a cluster is started as its options say', () => {
  const topology = {
    kind: 'sentinel',
    replicas: 2,
    tls: true,
    sentinel: { downAfter: '5s' },
    config: { save: '' },
  } as const;
  expect(upArguments({ scenario: 'smoke', topology, relays: false, seed: 7 })).toEqual([
    ...['up', 'smoke', '--topology=sentinel', '--set=topology.replicas=2', '--set=topology.tls=true'],
    ...['--set=topology.sentinel.downAfter="5s"', '--set=topology.config.save=""', '--no-relays', '--seed=7'],
    ...['--keeper=owned', '--json'],
  ]);
  expect(upArguments({})).toEqual(['up', '--keeper=owned', '--json']);
});

test('the type names every topology that starts servers', () => {
  const kinds: Readonly<Record<NonNullable<TopologyOptions['kind']>, true>> = {
    standalone: true,
    replicated: true,
    sentinel: true,
    cluster: true,
    managed: true,
    memcached: true,
  };
  expect([...keysOf(kinds), 'external'].sort()).toEqual(keysOf(topologies).toSorted());
});

test('a run gets its overrides as flags', () => {
  const overrides = {
    rate: 500,
    'no-faults': true,
    tls: false,
    duration: '5s',
    gate: ['a < 1', 'b < 2'],
    seed: undefined,
  };
  expect(runArguments('smoke', overrides)).toEqual([
    ...['run', 'smoke', '--rate=500', '--no-faults', '--duration=5s', '--gate=a < 1', '--gate=b < 2'],
    ...['--json', '--quiet'],
  ]);
});

test('a fault is read like that of a scenario', () => {
  const written = writtenFault('kill-process', { target: 'n2', signal: 'SIGTERM', recover: 'restart' });
  expect(readFault(written)).toEqual({
    name: 'kill-process',
    options: { target: { node: 'n2' }, signal: 'SIGTERM' },
    recover: 'restart',
    afterMs: 3_000,
  });
  expect(() => readFault(writtenFault('kill-process', { signl: 'SIGTERM' }))).toThrow(/signl/);
});
