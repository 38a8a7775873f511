import { describe, expect, test } from 'vitest';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { certificateAuthority } from '../integration/fixtures/certificates.js';
import { startForeignCluster } from './drill/foreign-cluster.js';
import { startForeignMemcached } from './drill/foreign-memcached.js';
import { startProgram } from './drill/program.js';
import { fixture, run, savedRecord, warningsOf } from './drill/run.js';

const password = 'hunter2-s3cr3t';
const quiet = fixture('quiet.yaml');
const short = ['--warmup', '100ms', '--duration', '600ms', '--gate', 'lost_writes == 0', '--gate', 'hit_rate >= 99%'];

describe('a run against an external Redis Cluster', () => {
  test('audits every shard and replica, over TLS too, recognizes it from a single URL, and leaves no key', async () => {
    await using folder = await temporaryFolder();
    const authority = await certificateAuthority(folder.path, 'authority');
    await using cluster = await startForeignCluster(password, await authority.issue('server'), authority.caFile);
    const before = await cluster.everything();
    expect(before.size).toBe(500);
    // The second member does not exist: any member that replies knows all the others.
    const overTls = `rediss+cluster://:${password}@127.0.0.1:1,127.0.0.1:${cluster.tlsPorts[1]}?ca=${authority.caFile}`;
    const asSingle = `redis://:${password}@127.0.0.1:${cluster.ports[3]}`;
    const ends = await Promise.all([
      run(['run', quiet, '--target', overTls, '--driver', 'wire', ...short]),
      run(['run', quiet, '--target', asSingle, ...short]),
    ]);
    expect(await cluster.everything()).toEqual(before);
    expect((await cluster.replicated()).every((key) => before.has(key))).toBe(true);
    for (const [index, { exitCode, stdout, stderr, files }] of ends.entries()) {
      expect(exitCode, stderr).toBe(0);
      expect([stdout, stderr, ...[...files].flat()].join('\n')).not.toContain(password);
      const record = savedRecord(files);
      expect(record.writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
      const compared = record.writeSafety.replicas.map(({ node, divergentKeys }) => `${node} ${divergentKeys}`);
      expect(compared).toEqual(['n4 0']);
      expect(record.topology.nodes.map(({ id, role, shard, pid }) => `${id} ${role} ${shard} ${pid}`)).toEqual([
        'n1 primary 0 null',
        'n2 primary 1 null',
        'n3 primary 2 null',
        'n4 replica 0 null',
      ]);
      for (const { cpuPercent, executedCommands } of record.saturation.servers.slice(0, 3)) {
        expect(cpuPercent).toBeGreaterThanOrEqual(0);
        expect(executedCommands).toBeGreaterThan(0);
      }
      expect(warningsOf(record).map(({ code }) => code)).toEqual(index === 0 ? [] : ['target-is-cluster']);
    }
  });
});

describe('a run against external memcached servers', () => {
  test('selects the wire driver, is audited, and leaves no key, with each hashing and after Ctrl-C', async () => {
    await using first = await startForeignMemcached();
    await using second = await startForeignMemcached();
    const keys = async () => [await first.everything(), await second.everything()];
    const before = await keys();
    expect(before.map(({ size }) => size)).toEqual([500, 500]);
    const target = ['--target', `memcached://127.0.0.1:${first.port},127.0.0.1:${second.port}`];
    await using long = await startProgram(['run', quiet, ...target, '--warmup', '60s']);
    await long.saw(/^phase warmup$/m);
    const added = (await keys()).flatMap((server) => [...server].filter(([, { seconds }]) => seconds !== null));
    expect(added).toHaveLength(300);
    for (const [key, { seconds }] of added) {
      expect(key).toMatch(/^cache-bench:[0-9a-f]{8}:/);
      expect(seconds).toBeGreaterThan(60);
      expect(seconds).toBeLessThanOrEqual(600 + 124 + 1);
    }
    process.kill(long.pid, 'SIGINT');
    expect((await long.end()).exitCode).toBe(130);
    const ends = await Promise.all([
      run(['run', quiet, ...target, ...short]),
      run(['run', quiet, ...target, ...short, '--set', 'topology.hashing=modulo']),
    ]);
    expect(await keys()).toEqual(before);
    for (const { exitCode, stderr, files } of ends) {
      expect(exitCode, stderr).toBe(0);
      const record = savedRecord(files);
      expect(record.scenario).toMatchObject({ topology: { engine: 'memcached' }, workload: { driver: 'wire' } });
      expect(record.environment.engines).toMatchObject([{ engine: 'memcached', path: target[1] }]);
      expect(record.writeSafety).toMatchObject({ verdict: 'safe', canaries: { written: 100, found: 100 } });
      for (const { cpuPercent, executedCommands, usedMemoryBytes } of record.saturation.servers) {
        expect(cpuPercent).toBeGreaterThanOrEqual(0);
        expect(executedCommands).toBeGreaterThan(0);
        expect(usedMemoryBytes).toBeGreaterThan(0);
      }
      expect(warningsOf(record)).toEqual([]);
    }
  });
});
