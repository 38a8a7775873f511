import { describe, expect, test } from 'vitest';
import {
  engineRequestText,
  isVersionWanted,
  newestFirst,
  parseEngineRequest,
  parseServerRequest,
} from '../../src/model/engine-request.js';

describe('a requested server', () => {
  test.each([
    ['redis', { engine: 'redis', version: null }],
    ['redis@8', { engine: 'redis', version: '8' }],
    ['valkey@8.1', { engine: 'valkey', version: '8.1' }],
    ['memcached@1.6.38', { engine: 'memcached', version: '1.6.38' }],
  ] as const)('%s is an engine and possibly a version, and is printed the same', (word, request) => {
    expect(parseEngineRequest(word).value).toEqual(request);
    expect(engineRequestText(request)).toBe(word);
  });

  test.each(['', '@8', 'redis@', 'redis@latest', 'redis@8.x', 'redis@8@9', 'redis 8', 'redis@8\n', 'REDIS@8'])(
    '%j is invalid',
    (word) => {
      expect(parseEngineRequest(word).expected).toContain('redis, valkey, memcached');
    },
  );

  test('a database is a server, but no cache', () => {
    expect(parseServerRequest('postgres@15').value).toEqual({ engine: 'postgres', version: '15' });
    expect(parseEngineRequest('postgres@15').expected).toContain('one of redis, valkey, memcached,');
    expect(parseEngineRequest('postgres@15').expected).not.toContain('postgres');
  });

  test('a misspelt engine gets a suggestion, with any version', () => {
    expect(parseEngineRequest('valky@8')).toMatchObject({ suggestion: 'valkey' });
  });
});

describe('a version', () => {
  test.each([
    ['8.0.2', null, true],
    ['8.0.2', '8', true],
    ['8.0.2', '8.0', true],
    ['8.0.2', '8.0.2', true],
    ['80.0.1', '8', false],
    ['8.10.0', '8.1', false],
    ['7.0.15', '8', false],
    ['8.0', '8.0.2', false],
  ])('%s matches %s: %s', (version, wanted, expected) => {
    expect(isVersionWanted(version, wanted)).toBe(expected);
  });

  test('sorts by its numbers, newest first', () => {
    expect(['7.0.15', '10.0.0', '7.0.9'].sort(newestFirst)).toEqual(['10.0.0', '7.0.15', '7.0.9']);
  });
});
