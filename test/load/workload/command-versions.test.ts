import { describe, expect, it } from 'vitest';
import { versionRefusal } from '../../../src/load/workload/command-versions.js';
import { operationKinds } from '../../../src/load/workload/operations.js';
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

describe('before a run it is said', () => {
  it.each([
    ['set', 'SET ... GET', 'audit: final'],
    ['del', 'GETDEL', 'audit: final'],
    ['getex', 'GETEX', 'leave it out of the mix'],
  ])('that %s needs %s, which a Redis before 6.2 lacks, and what to do', (kind, command, way) => {
    const refusal = versionRefusal(plan(mixOf(kind), true), redis('6.0.16'));
    expect(refusal).toBe(
      `The operation ${kind} needs ${command}, which Redis has since 6.2, and this server is Redis 6.0.16. ` +
        `Try: a newer server, or ${way}.`,
    );
  });

  it('that a free command is unknown too', () => {
    expect(versionRefusal(plan({}, false, ['getdel __key__']), redis('5.0.7'))).toContain('needs GETDEL');
  });

  it.each(['6.2.0', '7.0.15', '10.1.0', 'unknown'])('nothing of version %s', (version) => {
    expect(versionRefusal(plan(mixOf(...operationKinds), true), redis(version))).toBeUndefined();
  });

  it('nothing of what an old server has: writes without a chain, and a set of the word GET', () => {
    expect(versionRefusal(plan(mixOf('set', 'get', 'del', 'incr'), false), redis('5.0.7'))).toBeUndefined();
    expect(versionRefusal(plan({}, false, ['SET __key__ GET']), redis('5.0.7'))).toBeUndefined();
  });

  it('nothing of Valkey, whose first version had all of them, nor of Memcached', () => {
    const operations = plan(mixOf(...operationKinds), true);
    expect(versionRefusal(operations, { engine: 'valkey', version: '7.2.5' })).toBeUndefined();
    expect(versionRefusal(operations, { engine: 'memcached', version: '1.5.0' })).toBeUndefined();
  });
});
