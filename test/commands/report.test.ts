import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import Report from '../../src/commands/report.js';
import { UsageError } from '../../src/errors/errors.js';
import { writeRecord } from '../../src/record/write-record.js';
import { reporters } from '../../src/report/registry.js';
import { buildRecord } from '../fixtures/records/build-record.js';

describe('cache-bench report', () => {
  let folder: string;
  let recordFile: string;
  let printed: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-report-'));
    recordFile = await writeRecord(buildRecord(), folder);
    printed = '';
    vi.spyOn(Report.prototype, 'log').mockImplementation((text = '') => {
      printed += `${text}\n`;
    });
  });
  afterEach(async () => {
    vi.restoreAllMocks();
    await rm(folder, { recursive: true });
  });

  it('prints the terminal report of a folder', async () => {
    await report(dirname(recordFile));
    expect(printed).toMatch(/^PASS {2}steady-state: 2 of 2 gates passed\n/);
    expect(printed).toMatch(/\nrepeat {2}cache-bench run steady-state --seed 42\n$/);
    expect(printed).not.toContain('\u001b');
  });

  it.each(Object.keys(reporters))('writes %s to a file and prints nothing', async (format) => {
    const file = join(folder, 'out');
    await report(recordFile, '--format', format, '--out', file);
    expect(printed).toBe('');
    expect(await readFile(file, 'utf8')).not.toBe('');
  });

  it('prints the same bytes that it writes', async () => {
    const file = join(folder, 'out');
    await report(recordFile, '--format', 'csv', '--out', file);
    await report(recordFile, '--format', 'csv');
    expect(printed).toBe(await readFile(file, 'utf8'));
  });

  it('lists the formats when it is asked for another', async () => {
    await expect(report(recordFile, '--format', 'pdf')).rejects.toThrow(/no report format "pdf".*\n +terminal/);
  });

  it('refuses what is no record, and a file that it cannot write, as wrong usage', async () => {
    await expect(report(join(folder, 'none'))).rejects.toBeInstanceOf(UsageError);
    await expect(report(recordFile, '--out', join(folder, 'none', 'x'))).rejects.toThrow(
      /could not be written.*ENOENT/,
    );
  });
});

function report(...argv: readonly string[]): Promise<unknown> {
  return Report.run([...argv], { root: process.cwd() });
}
