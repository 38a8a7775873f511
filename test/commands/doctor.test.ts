import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import Doctor from '../../src/commands/doctor.js';
import { writeFakeServer } from '../engine/fixtures/fake-server.js';
import { temporaryFolder } from '../engine/fixtures/temporary-folder.js';
import { runInProcess } from './run-in-process.js';

describe('doctor', () => {
  test('exits with 0 if the default drill can run', async () => {
    await using folder = await temporaryFolder();
    const path = await writeFakeServer(join(folder.path, 'redis-server'));
    const environment = { CACHE_BENCH_REDIS_BINARY: path };
    const { exitCode, stdout } = await runInProcess(Doctor, [], { environment });
    expect(stdout).toContain(`ok       redis: 9.9.9 in ${path}\n`);
    expect(stdout).toContain('ok       loopback addresses: ');
    expect(stdout).toContain('The default drill can run here');
    expect(exitCode).toBe(0);
  });

  test.each([[[]], [['--json']]])('exits with 5 without redis or a way to get it (%s)', async (flags) => {
    await using folder = await temporaryFolder();
    const environment = { PATH: folder.path, CACHE_BENCH_CACHE_DIR: folder.path };
    const { exitCode, stdout } = await runInProcess(Doctor, flags, { environment });
    expect(exitCode).toBe(5);
    if (flags.length > 0) expect(JSON.parse(stdout)).toMatchObject({ canRun: false });
    else expect(stdout).toContain('missing  redis: not found');
  });

  test('names a temporary folder that is not writable', async () => {
    vi.stubEnv('TMPDIR', '/nowhere');
    const { exitCode, stdout } = await runInProcess(Doctor, []).finally(() => vi.unstubAllEnvs());
    expect(stdout).toMatch(/missing {2}temporary folder: .*Set TMPDIR/);
    expect(exitCode).toBe(5);
  });

  test.each(['line\nbreak', 'any*'])('names a temporary folder that servers cannot use: %j', async (name) => {
    await using folder = await temporaryFolder();
    vi.stubEnv('TMPDIR', join(folder.path, name));
    const { exitCode, stdout } = await runInProcess(Doctor, []).finally(() => vi.unstubAllEnvs());
    expect(stdout).toMatch(/missing {2}temporary folder: .*in its path.*Set TMPDIR/);
    expect(exitCode).toBe(5);
  });
});
