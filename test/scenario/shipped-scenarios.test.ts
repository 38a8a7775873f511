import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatScenario } from '../../src/scenario/format-scenario.js';
import { loadScenario } from '../../src/scenario/load-scenario.js';
import { scenarioJsonSchema } from '../../src/scenario/schema.js';
import { shippedFolder, shippedScenarios } from '../../src/scenario/shipped-scenarios.js';
import { load } from './temporary-scenario.js';

const names = await shippedScenarios();
const machine = { cpuCount: 2 };

describe('the shipped scenarios', () => {
  it('are exactly these', () => {
    expect(names).toEqual([
      'agent-late',
      'agent-lost',
      'agents-failover',
      'agents-steady',
      'api-behind-cache',
      'application-failover',
      'application-failover-postgres',
      'big-value',
      'cache-aside-lease',
      'cache-aside-race',
      'cache-aside-set-if-newer',
      'cache-patterns',
      'client-policies',
      'cluster-failover',
      'cluster-majority-loss',
      'cold-start',
      'disk-full',
      'double-failover',
      'durability-frontier',
      'empty-restart',
      'failover-loop',
      'failover-stale',
      'flapping',
      'hot-key',
      'hot-key-expiry',
      'hung-primary',
      'managed-failover',
      'memcached-miss-storm',
      'memcached-node-loss',
      'memcached-return-stale',
      'memory-limit',
      'million',
      'miss-storm',
      'network-latency',
      'origin-down',
      'planned-failover',
      'planned-failover-replicated',
      'planned-failover-sentinel',
      'pool-exhausted',
      'priority-trap',
      'reconnect-storm',
      'reply-loss',
      'rolling-restart',
      'sentinel-failover',
      'sentinel-process-crash',
      'sentinel-quorum-loss',
      'slow-replica',
      'smoke',
      'split-brain',
      'split-brain-min-replicas',
      'steady-state',
      'write-behind-loss',
      'write-through',
      'zero-loss',
      'zone-loss',
    ]);
  });

  it('have an up-to-date schema (cache-bench scenario schema > scenarios/scenario.schema.json)', async () => {
    const published: unknown = JSON.parse(await readFile(path.join(shippedFolder, 'scenario.schema.json'), 'utf8'));
    expect(published).toEqual(JSON.parse(JSON.stringify(scenarioJsonSchema())));
  });

  describe.each(names)('%s', (name) => {
    it('is valid without a warning, and named like its file', async () => {
      const { scenario, warnings } = await loadScenario(name, {}, machine);
      expect(scenario.name).toBe(name);
      expect(scenario.description).not.toBe('');
      expect(scenario.gates).not.toEqual([]);
      expect(warnings).toEqual([]);
    });

    it('has the schema for editors in its first line', async () => {
      const text = await readFile(path.join(shippedFolder, `${name}.yaml`), 'utf8');
      expect(text.split('\n')[0]).toBe('# yaml-language-server: $schema=./scenario.schema.json');
    });

    it('is the same when shown and read again', async () => {
      const first = await loadScenario(name, {}, machine);
      const second = await load(formatScenario(first.document));
      expect(second.document).toEqual(first.document);
      expect(second.scenario).toEqual(first.scenario);
    });
  });

  it('include a default drill that leaves time for start and audit within half a minute', async () => {
    const { scenario } = await loadScenario('sentinel-failover', {}, machine);
    expect(scenario.phases.warmupMs + scenario.phases.durationMs).toBeLessThanOrEqual(22_000);
    const smoke = await loadScenario('smoke', {}, machine);
    expect(smoke.scenario.phases.warmupMs + smoke.scenario.phases.durationMs).toBeLessThanOrEqual(5000);
  });

  it('can run without their faults, and in a closed loop', async () => {
    for (const name of names) {
      await expect(loadScenario(name, { 'no-faults': true }, machine)).resolves.toMatchObject({
        scenario: { faults: [] },
      });
      await expect(loadScenario(name, { rate: 'max' }, machine)).resolves.toBeDefined();
    }
  });
});
