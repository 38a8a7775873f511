import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { githubAnnotations } from '../../../src/report/github/annotations.js';
import { reportToGithub } from '../../../src/report/github/report-to-github.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';

const record = fixtureRecords['sentinel-failover-with-losses'];

describe('reporting a run to GitHub', () => {
  let folder: string;
  let written: string;
  const write = (text: string) => {
    written += text;
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-github-'));
    written = '';
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('adds to the step summary, and prints the annotations', async () => {
    const file = join(folder, 'summary.md');
    await writeFile(file, 'What stood there.\n\n');
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: file };
    expect(await reportToGithub(record, 'reports/x/record.json', environment, write)).toEqual([]);
    const summary = await readFile(file, 'utf8');
    expect(summary).toMatch(/^What stood there\.\n\n## ❌ FAIL: sentinel-failover: 1 of 4 gates failed\n/);
    expect(summary).toContain('reports/x/record.json');
    expect(written).toBe(githubAnnotations(record));
  });

  it('prints annotations if there is no summary file', async () => {
    expect(await reportToGithub(record, 'x', { GITHUB_ACTIONS: 'true' }, write)).toEqual([]);
    expect(written).toBe(githubAnnotations(record));
  });

  it('does nothing elsewhere', async () => {
    const file = join(folder, 'summary.md');
    expect(await reportToGithub(record, 'x', { GITHUB_STEP_SUMMARY: file }, write)).toEqual([]);
    expect(written).toBe('');
    await expect(readFile(file)).rejects.toThrow('ENOENT');
  });

  it('turns an unwritable summary into a warning', async () => {
    const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(folder, 'none', 'summary.md') };
    expect(await reportToGithub(record, 'reports/x/record.json', environment, write)).toEqual([
      {
        code: 'report-failed',
        message: expect.stringMatching(
          /^The result could not be reported to GitHub.*ENOENT.*: cache-bench report reports\/x\/record\.json --format github$/,
        ) as string,
      },
    ]);
  });
});
