import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binaryVariable, parseEngineVersion } from '../../src/engine/registry.js';
import { serverNames } from '../../src/model/node.js';

describe('the version that a server prints', () => {
  test.each([
    ['redis', 'Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=2f4aeb8d\n', '7.0.15'],
    ['valkey', 'Valkey server v=8.0.1 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=1\n', '8.0.1'],
    ['memcached', 'memcached 1.6.18\n', '1.6.18'],
    ['postgres', 'postgres (PostgreSQL) 15.20 (Debian 15.20-0+deb12u1)\n', '15.20'],
  ] as const)('of %s is parsed', (engine, output, version) => {
    expect(parseEngineVersion(engine, output)).toBe(version);
  });

  test('of a Valkey named redis-server is not mistaken for a Redis', () => {
    expect(parseEngineVersion('redis', 'Valkey server v=8.0.1 sha=00000000:0\n')).toBeUndefined();
  });

  test('is never found in text that does not name the engine', () => {
    fc.assert(
      fc.property(fc.constantFrom(...serverNames), fc.string(), (engine, text) => {
        fc.pre(!/server v=|memcached |postgres /.test(text));
        expect(parseEngineVersion(engine, text)).toBeUndefined();
      }),
    );
  });
});

test("the variable that selects a binary has the engine's name", () => {
  expect(serverNames.map(binaryVariable)).toEqual([
    'CACHE_BENCH_REDIS_BINARY',
    'CACHE_BENCH_VALKEY_BINARY',
    'CACHE_BENCH_MEMCACHED_BINARY',
    'CACHE_BENCH_POSTGRES_BINARY',
  ]);
});
