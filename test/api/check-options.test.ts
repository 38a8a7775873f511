import { expect, test } from 'vitest';
import { run } from '../../src/api/run.js';
import { startCluster } from '../../src/api/start-cluster.js';
import { UsageError } from '../../src/errors/errors.js';

const startAnyhow = startCluster as (options?: unknown) => Promise<unknown>;
const runAnyhow = run as (scenario?: unknown, overrides?: unknown) => Promise<unknown>;

test.each([
  [
    { topolgy: { kind: 'sentinel' } },
    'startCluster(): options: expected one of scenario, topology, relays, seed, found "topolgy"; did you mean "topology"?',
  ],
  ['sentinel', 'startCluster(): options: expected an object, found "sentinel"'],
  [null, 'startCluster(): options: expected an object, found null'],
  [{ topology: null }, 'startCluster(): topology: expected an object, found null'],
  [{ topology: 'sentinel' }, 'startCluster(): topology: expected an object, found "sentinel"'],
  [{ scenario: ['smoke'] }, 'startCluster(): scenario: expected a text, found a list'],
  [{ relays: 'no' }, 'startCluster(): relays: expected true or false, found "no"'],
  [{ seed: Number.NaN }, 'startCluster(): seed: expected a number, found NaN'],
  [JSON.parse('{ "__proto__": {} }'), 'startCluster(): options: expected one of'],
])('no cluster is started with %j', async (options, message) => {
  await expect(startAnyhow(options)).rejects.toThrow(UsageError);
  await expect(startAnyhow(options)).rejects.toThrow(message);
});

test.each([
  [undefined, {}, 'run(): scenario: expected a text, found undefined'],
  [{ name: 'smoke' }, {}, 'run(): scenario: expected a text, found an object'],
  ['smoke', null, 'run(): options: expected an object, found null'],
  ['smoke', ['--rate=5'], 'run(): options: expected an object, found a list'],
])('no run is started with %j, %j', async (scenario, overrides, message) => {
  await expect(runAnyhow(scenario, overrides)).rejects.toThrow(UsageError);
  await expect(runAnyhow(scenario, overrides)).rejects.toThrow(message);
});
