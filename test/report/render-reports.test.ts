import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UsageError } from '../../src/errors/errors.js';
import { parseReportFormat } from '../../src/report/parse-report-format.js';
import { reporters } from '../../src/report/registry.js';
import { renderReports } from '../../src/report/render-reports.js';
import { buildRecord } from '../fixtures/records/build-record.js';

describe('rendering the reports of a run', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cache-bench-report-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('writes one file per format, once', async () => {
    expect(await renderReports(buildRecord(), ['md', 'terminal', 'json', 'md'], folder)).toEqual([]);
    expect((await readdir(folder)).sort()).toEqual(['record.json', 'report.md', 'report.txt']);
    expect(await readFile(join(folder, 'report.txt'), 'utf8')).toContain(join(folder, 'record.json'));
  });

  it('turns a reporter that throws into a warning, and writes the others', async () => {
    const broken = {
      ...reporters.md,
      render: () => {
        throw new Error('no such figure');
      },
    };
    const warnings = await renderReports(buildRecord(), ['md', 'terminal'], folder, { ...reporters, md: broken });
    expect(warnings).toEqual([
      {
        code: 'report-failed',
        message: expect.stringMatching(
          /^The md report could not be written \(no such figure\).*--format md$/,
        ) as string,
      },
    ]);
    expect(await readdir(folder)).toEqual(['report.txt']);
  });

  it('turns a missing folder into warnings', async () => {
    const warnings = await renderReports(buildRecord(), ['md', 'terminal'], join(folder, 'none'));
    expect(warnings).toHaveLength(2);
  });

  it('never writes two formats to the same file', () => {
    const names = Object.values(reporters).map(({ fileName }) => fileName);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('a format name', () => {
  it.each(Object.keys(reporters))('%s is known', (format) => {
    expect(parseReportFormat(format)).toBe(format);
  });

  it.each(['markdown', '', 'constructor', 'MD'])('%j is rejected with a list of known formats', (format) => {
    expect(() => parseReportFormat(format)).toThrow(UsageError);
    expect(() => parseReportFormat(format)).toThrow(/terminal +For a terminal.*\n +md +For a pull request/);
  });
});
