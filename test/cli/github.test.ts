import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { fixture, run, savedRecord, validRecord } from './drill/run.js';

test('in GitHub Actions, a run writes the step summary, annotates a failed gate, and prints only its record', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-github-'));
  const summaryFile = join(folder, 'summary.md');
  await writeFile(summaryFile, 'Of the step before.\n\n');
  const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summaryFile };
  const given = [
    'run',
    fixture('quiet.yaml'),
    '--duration',
    '500ms',
    '--gate',
    'throughput < 1',
    '--report',
    'github,hlog',
    '--json',
  ];
  const { exitCode, stdout, stderr, files } = await run(given, { environment });
  const summary = await readFile(summaryFile, 'utf8');
  await rm(folder, { recursive: true });

  const record = validRecord(stdout);
  expect(record).toEqual(savedRecord(files));
  expect(stderr.split('\n').filter((line) => line.startsWith('::'))).toEqual([
    expect.stringMatching(/^::error title=throughput < 1::.*%0Aobserved .*, limit 1\/s$/),
  ]);
  expect(summary).toMatch(/^Of the step before\.\n\n## ❌ FAIL: quiet: 1 of /);
  const reports = [...files.keys()].map((file) => file.split('/').at(-1)).sort();
  expect(reports).toEqual(['github.md', 'latency.hlog', 'record.json']);
  expect(exitCode).toBe(3);
});

test('in GitHub Actions, an unwritable step summary breaks nothing', async () => {
  const environment = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: '/nowhere/summary.md' };
  const { exitCode, stderr } = await run(['run', fixture('quiet.yaml'), '--duration', '300ms'], { environment });
  expect(stderr).toContain('\n::notice title=cache-bench::quiet: ');
  expect(stderr).toMatch(/\nThe result could not be reported to GitHub \(ENOENT.*--format github\n/);
  expect(exitCode).toBe(0);
});
