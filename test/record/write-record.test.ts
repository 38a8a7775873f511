import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InternalError } from '../../src/errors/errors.js';
import { readRecord } from '../../src/record/read-record.js';
import { writeRecord } from '../../src/record/write-record.js';
import { NotSavedError } from '../../src/record/write-whole.js';
import { buildRecord } from '../fixtures/records/build-record.js';

describe('writing a record', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-record-'));
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it('leaves one file in the folder of the run, which reads back unchanged', async () => {
    const record = buildRecord();
    const file = await writeRecord(record, join(folder, 'deep', 'reports'));
    expect(file).toBe(join(folder, 'deep', 'reports', record.run.id, 'record.json'));
    expect(await readdir(join(file, '..'))).toEqual(['record.json']);
    expect(await readRecord(file)).toEqual(record);
    expect(await readRecord(join(file, '..'))).toEqual(record);
  });

  it('replaces the record of an earlier attempt', async () => {
    await writeRecord(buildRecord(), folder);
    const file = await writeRecord(buildRecord({ verdict: 'fail' }), folder);
    expect((await readRecord(file)).verdict).toBe('fail');
  });

  it('saves a record that violates the schema under another name, and treats it as a bug', async () => {
    const base = buildRecord();
    const broken = buildRecord({ topology: { ...base.topology, readyMs: -5 } });
    const written = writeRecord(broken, folder);
    await expect(written).rejects.toBeInstanceOf(InternalError);
    await expect(written).rejects.toThrow(/topology\.readyMs.*\n.*record\.invalid\.json/);
    const saved = await readFile(join(folder, base.run.id, 'record.invalid.json'), 'utf8');
    expect(JSON.parse(saved)).toEqual(broken);
    expect(await readdir(join(folder, base.run.id))).toEqual(['record.invalid.json']);
  });

  it('saves a record that its folder rejects in the temporary folder, and says where', async () => {
    await writeFile(join(folder, 'file'), '');
    vi.stubEnv('TMPDIR', folder);
    const record = buildRecord();
    const error: unknown = await writeRecord(record, join(folder, 'file')).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotSavedError);
    expect(error).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/could not be written \((ENOTDIR|EEXIST).*saved as .*saved-by-cache-bench-/),
    });
    const { keptAt } = error as NotSavedError;
    expect(keptAt?.startsWith(folder)).toBe(true);
    expect(await readRecord(keptAt ?? '')).toEqual(record);
  });

  it('leaves nothing behind if no folder accepts it', async () => {
    vi.stubEnv('TMPDIR', join(folder, 'missing'));
    vi.stubEnv('HOME', join(folder, 'missing'));
    const record = buildRecord();
    // A folder has the name, so the file can be written but not renamed.
    await mkdir(join(folder, record.run.id, 'record.json'), { recursive: true });
    await expect(writeRecord(record, folder)).rejects.toMatchObject({ keptAt: null });
    expect(await readdir(join(folder, record.run.id))).toEqual(['record.json']);
  });
});
