import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';

const refused = [
  'export const driver = drivers[name as DriverName];',
  'export const definition = table[text as Word];',
  'export const kind = word as TopologyKind;',
  'export const key = text as keyof typeof units;',
  'export const names = Object.keys(faults) as readonly FaultName[];',
  'export const sums = Object.fromEntries(pairs) as Record<Fate, number>;',
];
const accepted = [
  'export const plan = workerData as WorkerPlan;',
  "export const phases = ['steady', 'failover'] as const;",
  'export const chosen = drivers[plan.driver];',
];

it('the lint step refuses casts to the keys of a table, and no others', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cache-bench-lint-'));
  try {
    await mkdir(join(folder, 'src'));
    const plugins = [resolve('test/lint/no-registry-casts.grit')];
    await writeFile(join(folder, 'biome.json'), JSON.stringify({ plugins, linter: { rules: { preset: 'none' } } }));
    await writeFile(join(folder, 'src', 'planted.ts'), `${[...refused, ...accepted].join('\n')}\n`);
    const { stdout, stderr } = spawnSync(resolve('node_modules/.bin/biome'), ['lint', 'src'], {
      cwd: folder,
      encoding: 'utf8',
    });
    const lines = [...(stdout + stderr).matchAll(/planted\.ts:(\d+):\d+ plugin/g)].map(([, line]) => Number(line));
    expect(new Set(lines)).toEqual(new Set(refused.map((_, index) => index + 1)));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
