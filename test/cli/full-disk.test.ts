import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'bin', 'run.js');

it('a run whose record fits nowhere prints verdict, record and one error, ends with 5, and leaves nothing', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cb-cli-'));
  try {
    // No file of the run may grow beyond 10 kB, which is more than the servers' logs and less than a record.
    const { exitCode, stdout, stderr } = await shell(
      `ulimit -f 20; exec "${process.execPath}" "${program}" run smoke --json --quiet --set phases.duration=1s`,
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
      message: expect.stringMatching(/could not be written \(EFBIG.*nowhere else/),
    });
    expect(await readdir(folder)).toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
});

function shell(
  script: string,
  folder: string,
): Promise<{ readonly exitCode: number | null; readonly stdout: string; readonly stderr: string }> {
  return new Promise((resolve) => {
    const child = spawn('/bin/sh', ['-c', script], { cwd: folder, env: { ...process.env, TMPDIR: folder } });
    const told = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        told[name] += text;
      });
    child.once('close', (exitCode) => resolve({ exitCode, ...told }));
  });
}
