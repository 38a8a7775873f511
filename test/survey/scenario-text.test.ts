import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { commandTemplates } from '../../src/survey/command-templates.js';
import { scenarioText } from '../../src/survey/scenario-text.js';
import type { Survey } from '../../src/survey/survey.js';
import { load } from '../scenario/temporary-scenario.js';

const key = { type: 'string', valueBytes: 100, elements: null, ttlMs: null, idleMs: null, frequency: null };
const survey: Survey = {
  url: 'redis://cache.example:6379',
  engine: 'redis',
  versions: ['7.2.4'],
  topology: 'standalone',
  shards: 1,
  replicas: 0,
  windowMs: 10_000,
  rates: { get: 900, set: 100 },
  hitsPerSecond: 800,
  missesPerSecond: 100,
  connections: 12,
  keys: 5000,
  keysElsewhere: 0,
  settings: {},
  sample: { keys: [key], refusals: [] },
};
const place = { schema: 'scenario.schema.json', date: '2026-01-31' };

function textOf(given: Partial<Survey>): string {
  return scenarioText('mine', { ...survey, ...given }, place);
}

describe('the scenario of a survey', () => {
  it.each<[string, Partial<Survey>]>([
    ['a single server', {}],
    ['an idle server without keys', { rates: {}, keys: 0, sample: { keys: [], refusals: ['no'] } }],
    ['a primary with replicas', { topology: 'replicated', replicas: 2 }],
    ['sentinels without a visible replica', { topology: 'sentinel' }],
    ['a cluster', { topology: 'cluster', shards: 6, replicas: 1, engine: 'valkey' }],
    ['a cluster larger than a machine', { topology: 'cluster', shards: 500, replicas: 2, connections: 40_000 }],
    ['memcached', { topology: 'memcached', engine: 'memcached', shards: 4, settings: { maxmemory: '64' } }],
    [
      'every command that can be reproduced',
      { rates: Object.fromEntries([...commandTemplates.keys()].map((name) => [name, 5])) },
    ],
    ['settings', { settings: { 'maxmemory-policy': 'allkeys-lfu', maxmemory: '100000000', appendonly: 'yes' } }],
    [
      'hostile names',
      { versions: ['7\n  x: y'], url: 'redis://a\nb', sample: { ...survey.sample, refusals: ['no\nkeys: 3'] } },
    ],
  ])('is valid for %s', async (_, given) => {
    const { warnings } = await load(textOf(given));
    expect(warnings).toEqual([]);
  });

  it('sends the same commands in the same proportions, and as many misses', () => {
    const { workload } = parse(textOf({ rates: { get: 600, set: 200, hmget: 150, incrby: 50, ping: 3 } }));
    expect(workload.rate).toBe(1000);
    expect(workload.mix).toEqual({ get: 50, set: 20 });
    expect(workload.commands).toEqual([
      { command: 'HMGET __key__:hash f', weight: 15 },
      { command: 'INCRBY __key__:counter 1', weight: 5 },
      { command: 'GET __key__:absent', weight: 10 },
    ]);
    expect(workload.preload).toEqual(['HSET __key__:hash f __data__ n 0', 'SET __key__:counter 0']);
  });

  it('names what it left out, and what it could not see', () => {
    const text = textOf({
      rates: { get: 1, evalsha: 7.25, 'config|get': 1 },
      sample: { ...survey.sample, refusals: ['this user has no permissions'] },
      keysElsewhere: 12,
    });
    expect(text).toContain('# evalsha 7.25/s, config|get 1/s'.slice(2));
    expect(text).toContain('this user has no permissions');
    expect(text).toContain('12 keys in other databases');
    expect(text).toContain("Which keys are hot can't be seen");
  });

  it('says that a share of the keys expires, and lets all expire only where most do', () => {
    const expiring = { ...key, ttlMs: 60_000 };
    const with3of4 = { ...survey.sample, keys: [key, expiring, expiring, expiring] };
    const with1of4 = { ...survey.sample, keys: [key, key, key, expiring] };
    expect(parse(textOf({ sample: with3of4 })).workload.ttl).toBe('60s');
    expect(parse(textOf({ sample: with1of4 })).workload.ttl).toBeUndefined();
    expect(textOf({ sample: with1of4 })).toContain('25 % of the sampled keys have a time to live');
  });
});
