import { describe, expect, it } from 'vitest';
import { operationKinds } from '../../../src/load/operation/registry.js';
import { durabilityRefusal, versionRefusal } from '../../../src/load/workload/command-versions.js';
import { planOperations } from '../../../src/load/workload/plan-operations.js';

const mixOf = (...kinds: readonly string[]) => Object.fromEntries(kinds.map((kind) => [kind, 1]));
const plan = (mix: Readonly<Record<string, number>>, chain: boolean, commands: readonly string[] = []) =>
  planOperations({
    mix,
    commands: commands.map((command) => ({ command, weight: 1 })),
    chain,
    ttlSeconds: null,
    keysPerOperation: 2,
  });
const redis = (version: string) => ({ engine: 'redis' as const, version });

describe('before a run, the check reports', () => {
  it.each([
    ['set', 'SET ... GET', 'audit: final'],
    ['del', 'GETDEL', 'audit: final'],
    ['getex', 'GETEX', 'removing it from the mix'],
  ])('that %s needs %s, which a Redis before 6.2 lacks, and what to do', (kind, command, way) => {
    const refusal = versionRefusal(plan(mixOf(kind), true), redis('6.0.16'));
    expect(refusal).toBe(
      `The operation ${kind} needs ${command}, available since Redis 6.2, but this server is Redis 6.0.16. ` +
        `Try: a newer server, or ${way}.`,
    );
  });

  it('that waitaof needs WAITAOF, which a Redis before 7.2 lacks, and what to do', () => {
    const waitaof = { kind: 'waitaof', local: 1, replicas: 1 } as const;
    expect(durabilityRefusal(waitaof, redis('7.0.15'))).toBe(
      'The durability waitaof needs WAITAOF, available since Redis 7.2, but this server is Redis 7.0.15. ' +
        'Try: a newer server, --engine valkey, or --durability wait:1.',
    );
    for (const version of ['7.2.0', '8.0.1', '10.0.0', 'unknown'])
      expect(durabilityRefusal(waitaof, redis(version))).toBeUndefined();
    expect(durabilityRefusal(waitaof, { engine: 'valkey', version: '7.2.5' })).toBeUndefined();
    expect(durabilityRefusal({ kind: 'wait', replicas: 1 }, redis('5.0.7'))).toBeUndefined();
  });

  it('that a free command is unknown', () => {
    expect(versionRefusal(plan({}, false, ['getdel __key__']), redis('5.0.7'))).toContain('needs GETDEL');
  });

  it.each(['6.2.0', '7.0.15', '10.1.0', 'unknown'])('nothing for version %s', (version) => {
    expect(versionRefusal(plan(mixOf(...operationKinds), true), redis(version))).toBeUndefined();
  });

  it('nothing that an old server supports: writes without a chain, and setting the word GET', () => {
    expect(versionRefusal(plan(mixOf('set', 'get', 'del', 'incr'), false), redis('5.0.7'))).toBeUndefined();
    expect(versionRefusal(plan({}, false, ['SET __key__ GET']), redis('5.0.7'))).toBeUndefined();
  });

  it('nothing for Valkey, whose first version had all of them, or for Memcached', () => {
    const operations = plan(mixOf(...operationKinds), true);
    expect(versionRefusal(operations, { engine: 'valkey', version: '7.2.5' })).toBeUndefined();
    expect(versionRefusal(operations, { engine: 'memcached', version: '1.5.0' })).toBeUndefined();
  });
});
