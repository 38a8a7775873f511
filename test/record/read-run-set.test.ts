import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readRunSet } from '../../src/record/read-run-set.js';
import { writeRecord } from '../../src/record/write-record.js';
import { runOf } from '../gate/compare/measured-runs.js';

describe('a set of runs', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-runs-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const idsOf = async (path: string) => (await readRunSet(path)).map(({ record }) => record.run.id);

  it('is read from a record, from the folder of a run, and from a folder of such folders, oldest first', async () => {
    const path = await writeRecord(runOf(3), folder, 'first-by-name');
    await writeRecord(runOf(1), folder, 'second-by-name');
    await mkdir(join(folder, 'no run'));
    await writeFile(join(folder, 'repeat.json'), '{}');
    expect(await idsOf(path)).toEqual(['run-3']);
    expect(await idsOf(join(folder, 'first-by-name'))).toEqual(['run-3']);
    expect(await idsOf(folder)).toEqual(['run-1', 'run-3']);
  });

  it('is read from the folder of --out, where repeated runs have a folder of their own', async () => {
    const series = join(folder, 'repeat-1');
    await mkdir(series);
    await writeFile(join(series, 'repeat.json'), '{}');
    await writeRecord(runOf(2), series, 'one');
    await writeRecord(runOf(1), series, 'other');
    expect(await idsOf(folder)).toEqual(['run-1', 'run-2']);
    await rm(join(series, 'repeat.json'));
    await expect(idsOf(folder)).rejects.toThrow(/^There is no record in/);
  });

  it('is rejected without a record, with what to pass', async () => {
    await expect(readRunSet(folder)).rejects.toThrow(/^There is no record in .* or its subfolders\. Give/);
    await expect(readRunSet(join(folder, 'none'))).rejects.toThrow(/^There is no record at/);
  });

  it('is rejected completely if one record is broken', async () => {
    await writeRecord(runOf(1), folder, 'good');
    await mkdir(join(folder, 'broken'));
    await writeFile(join(folder, 'broken', 'record.json'), '{');
    await expect(readRunSet(folder)).rejects.toThrow(/is not JSON/);
  });
});
