import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import Report from '../../src/commands/report.js';
import { writeRecord } from '../../src/record/write-record.js';
import { reporters } from '../../src/report/registry.js';
import { buildRecord } from '../fixtures/records/build-record.js';
import { histogramOf } from '../fixtures/records/histogram-of.js';
import { runInProcess } from './run-in-process.js';

describe('cache-bench report', () => {
  let folder: string;
  let recordFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-report-'));
    recordFile = await writeRecord(buildRecord(), folder);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('prints the terminal report of a folder', async () => {
    const { stdout, stderr, exitCode } = await report(dirname(recordFile));
    expect(stdout).toMatch(/^PASS {2}steady-state: 2 of 2 gates passed$/m);
    expect(stdout).toMatch(/\nrepeat {2}cache-bench run steady-state --seed 42\n$/);
    expect(stdout).not.toContain('\u001b');
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  });

  it.each(Object.keys(reporters))('writes %s to a file and prints nothing', async (format) => {
    const file = join(folder, 'out');
    expect(await report(recordFile, '--format', format, '--out', file)).toEqual({
      stdout: '',
      stderr: '',
      exitCode: 0,
    });
    expect(await readFile(file, 'utf8')).not.toBe('');
  });

  it('prints the same bytes that it writes', async () => {
    const file = join(folder, 'out');
    await report(recordFile, '--format', 'csv', '--out', file);
    const { stdout } = await report(recordFile, '--format', 'csv');
    expect(stdout).toBe(await readFile(file, 'utf8'));
  });

  it('lists the formats for an unknown one, and exits with 2', async () => {
    const { stderr, exitCode } = await report(recordFile, '--format', 'pdf');
    expect(stderr).toMatch(/^Error: There is no report format "pdf".*\n +terminal/);
    expect(exitCode).toBe(2);
  });

  it.each([
    ['cut short', (histogram: string) => histogram.slice(0, 40)],
    ['of another number of operations', () => histogramOf(7, [[0, 100]])],
    ['no base64', (histogram: string) => `${histogram}\n::error::forged`],
    ['not there', () => ''],
  ])('reports a damaged histogram (%s), and exits with 2', async (_, damage) => {
    const record = buildRecord();
    const response = record.totals.latency.all?.response;
    const damaged = { ...response!, histogram: damage(response!.histogram) };
    const latency = { ...record.totals.latency, all: { ...record.totals.latency.all!, response: damaged } };
    await writeFile(recordFile, JSON.stringify({ ...record, totals: { ...record.totals, latency } }));
    const { stdout, stderr, exitCode } = await report(recordFile, '--format', 'hgrm');
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^Error: The record's latency histogram \(totals\) is damaged/);
  });

  it('rejects a file that is not a record, and an unwritable output file, as usage errors', async () => {
    const missing = join(folder, 'none');
    expect(await report(missing)).toEqual({
      stdout: '',
      stderr: expect.stringContaining(`Error: There is no record at ${missing}.`),
      exitCode: 2,
    });
    expect(await report(recordFile, '--out', join(missing, 'x'))).toEqual({
      stdout: '',
      stderr: expect.stringMatching(/^Error: .*could not be written.*ENOENT/),
      exitCode: 2,
    });
  });
});

/** What a user of the command sees. */
function report(...argv: readonly string[]) {
  return runInProcess(Report, argv);
}
