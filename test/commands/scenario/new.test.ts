import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import ScenarioNew from '../../../src/commands/scenario/new.js';
import ScenarioValidate from '../../../src/commands/scenario/validate.js';
import { topologies } from '../../../src/topology/registry.js';
import { runCommand } from './run-command.js';

describe('cache-bench scenario new', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-new-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  it.each(Object.keys(topologies))('writes a valid file for topology %s, with the path of the schema', async (kind) => {
    const file = join(folder, 'my-drill.yaml');
    const { result, stdout } = await runCommand(ScenarioNew, join(folder, 'my-drill'), '--topology', kind);
    expect(result).toEqual({ file });
    expect(stdout).toContain(`cache-bench run ${file}`);
    const text = await readFile(file, 'utf8');
    expect(text).toContain('\nname: my-drill\n');
    expect(text).toContain(`\n  kind: ${kind}\n`);
    const [, schema = ''] = /^# yaml-language-server: \$schema=(.*)\n/.exec(text) ?? [];
    expect(JSON.parse(await readFile(join(folder, schema), 'utf8'))).toMatchObject({ title: 'cache-bench scenario' });
    const validation = await runCommand(ScenarioValidate, file);
    expect(validation.stdout).toBe(`${file}: ok\n`);
  });

  it.each(Object.keys(topologies))('has only comments that are valid when enabled, for topology %s', async (kind) => {
    const file = join(folder, 'all.yaml');
    await runCommand(ScenarioNew, file, '--topology', kind);
    const text = await readFile(file, 'utf8');
    const all = text.replace(/^( *)# (?=- |[a-zA-Z]+: ?(\{|\d|$))/gm, '$1').replace(/^# {3}(?=-| {2}exec)/gm, '  ');
    expect(all).not.toBe(text);
    await writeFile(file, all);
    expect((await runCommand(ScenarioValidate, file)).stdout).toBe(`${file}: ok\n`);
  });

  it.each([
    ['latency', 'standalone', 'response_time.p99 <'],
    ['failover', 'sentinel', 'unavailability.write <'],
    ['memcached', 'memcached', 'hit_rate >='],
    ['target', 'external', '  target: redis://'],
  ])('writes a valid file of kind %s, for topology %s by default', async (kind, topology, content) => {
    const file = join(folder, 'mine.yaml');
    await runCommand(ScenarioNew, file, '--kind', kind);
    const text = await readFile(file, 'utf8');
    expect(text).toContain(`\n  kind: ${topology}\n`);
    expect(text).toContain(content);
    expect((await runCommand(ScenarioValidate, file)).stdout).toBe(`${file}: ok\n`);
  });

  it.each(Object.keys(topologies))(
    'writes a valid file without a fault for kind latency of topology %s',
    async (kind) => {
      const file = join(folder, 'mine.yaml');
      await runCommand(ScenarioNew, file, '--kind', 'latency', '--topology', kind);
      expect(await readFile(file, 'utf8')).not.toMatch(/^faults:/m);
      expect((await runCommand(ScenarioValidate, file)).stdout).toBe(`${file}: ok\n`);
    },
  );

  it('overwrites an existing file only if forced', async () => {
    const file = join(folder, 'mine.yaml');
    await writeFile(file, 'mine');
    await expect(runCommand(ScenarioNew, file)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining('--force'),
    });
    expect(await readFile(file, 'utf8')).toBe('mine');
    await runCommand(ScenarioNew, file, '--force');
    expect(await readFile(file, 'utf8')).toContain('name: mine');
  });

  it.each([
    [['x', '--topology', 'sentinal'], 'Did you mean "sentinel"?'],
    [['x', '--kind', 'failovr'], 'There is no kind of scenario "failovr". Did you mean "failover"?'],
    [['x', '--kind', 'target', '--topology', 'cluster'], 'Use --topology external, or leave out'],
    [['two words'], 'is not a valid scenario name'],
    [['no-such-folder/x'], 'ENOENT'],
  ])('rejects %j as a usage error', async (given, message) => {
    await expect(runCommand(ScenarioNew, ...given)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
    });
  });
});
