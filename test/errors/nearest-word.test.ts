import { describe, expect, it } from 'vitest';
import { nearestWord } from '../../src/errors/nearest-word.js';

describe('nearestWord', () => {
  it.each([
    ['replica', ['replicas', 'shards'], 'replicas'],
    ['worklaod', ['workload', 'topology'], 'workload'],
    ['SENTINEL', ['sentinel'], 'sentinel'],
    ['host-los', ['host-loss', 'kill-process'], 'host-loss'],
    ['gte', ['get', 'set'], 'get'],
    ['glide', ['ioredis', 'valkey-glide', 'wire'], 'valkey-glide'],
    ['loss', ['host-loss', 'link-loss', 'lose'], 'lose'],
  ])('finds %s in %j: %s', (word, known, expected) => {
    expect(nearestWord(word, known)).toBe(expected);
  });

  it('suggests nothing if nothing is close', () => {
    expect(nearestWord('banana', ['replicas', 'shards'])).toBeUndefined();
    expect(nearestWord('', ['get'])).toBeUndefined();
    expect(nearestWord('x', [])).toBeUndefined();
  });

  it('prefers the closer of two', () => {
    expect(nearestWord('p99.8', ['p99.99', 'p99.9'])).toBe('p99.9');
  });
});
