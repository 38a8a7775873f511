import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

it('a run that cannot save its record anywhere prints verdict, record and one error, exits with 5, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  try {
    // No file of the run can exceed 10 kB, which is more than the servers' logs and less than a record.
    const { exitCode, stdout, stderr } = await shell(
      `ulimit -f 20; exec "${process.execPath}" "${program}" run smoke --no-faults --json --quiet --set phases.duration=1s`,
      folder,
    );
    const { verdict, schemaVersion, error } = JSON.parse(stdout);
    expect({ exitCode, schemaVersion, stderr: stderr.match(/^ +at /m) }).toEqual({
      exitCode: 5,
      schemaVersion: 1,
      stderr: null,
    });
    expect(['pass', 'fail', 'unknown']).toContain(verdict);
    expect(error).toMatchObject({
      exitCode: 5,
      message: expect.stringMatching(/could not be written \(EFBIG.*saved elsewhere either/),
    });
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a run that cannot write the files of its servers ends with one error and exit 5, and leaves nothing behind', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  try {
    const { exitCode, stderr } = await shell(
      `ulimit -f 1; exec "${process.execPath}" "${program}" run smoke --no-faults --quiet`,
      folder,
    );
    expect({ exitCode, stack: stderr.match(/^ +at /m) }).toEqual({ exitCode: 5, stack: null });
    expect(stderr).toMatch(/^Error: .*EFBIG.*ulimit -f/m);
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a series that cannot save its first record ends with it, and leaves the GitHub step summary unchanged', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  const summary = join(folder, 'summary.md');
  const before = 'x'.repeat(10_000);
  await writeFile(summary, before);
  try {
    const { exitCode, stdout, stderr } = await shell(
      `ulimit -f 20; GITHUB_ACTIONS=true GITHUB_STEP_SUMMARY='${summary}' exec "${process.execPath}" "${program}" run smoke --no-faults --repeat 3 --json --quiet --set phases.duration=1s`,
      folder,
    );
    const { runs, asked, unsaved, error } = JSON.parse(stdout);
    expect({ exitCode, asked, runs: runs.length, schemaVersion: unsaved.schemaVersion, error }).toEqual({
      ...{ exitCode: 5, asked: 3, runs: 1, schemaVersion: 1 },
      error: expect.objectContaining({
        exitCode: 5,
        message: expect.stringMatching(/record\.json could not be written/),
      }),
    });
    expect(stderr).not.toMatch(/^ +at |^Error|cache-bench report /m);
    expect(stderr).toMatch(/The result could not be reported to GitHub \(EFBIG/);
    // Small files fit.
    const names = await readdir(folder, { recursive: true });
    expect(names.map((name) => basename(name)).sort()).toEqual([
      ...[expect.stringMatching(/-repeat-/), 'repeat.json', 'report.md', 'reports', 'series.json', 'summary.md'],
    ]);
    expect(await readFile(summary, 'utf8')).toBe(before);
  } finally {
    await rm(folder, { recursive: true });
  }
});

it('a program started in a removed folder says so', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  try {
    const { exitCode, stderr } = await shell(
      `mkdir gone; cd gone; rmdir ../gone; exec "${process.execPath}" "${program}" list metrics`,
      folder,
    );
    expect({ exitCode, stderr }).toEqual({
      exitCode: 5,
      stderr: expect.stringMatching(/^Error: The current folder can't be used \(ENOENT.*\)\. Try: another folder\n$/),
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

it.runIf(existsSync('/dev/full')).each(['--help', 'run --help', '--version', 'scenario list', 'scenario list --json'])(
  'what "%s" prints on a full disk is one error and exit 5',
  async (words) => {
    const { exitCode, stderr } = await shell(`exec "${process.execPath}" "${program}" ${words} >/dev/full`, '/');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 5,
      stderr: expect.stringMatching(/^Error: The output could not be written to stdout \(ENOSPC.*\n$/),
    });
  },
);

function shell(
  script: string,
  folder: string,
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', script], { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    child.once('close', (exitCode) => resolve({ exitCode, ...output }));
  });
}
