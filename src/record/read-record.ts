import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';
import { parseJson } from '../model/parse-json.js';
import { readBounded } from './read-bounded.js';
import { type RunRecord, recordProblems, recordVersion } from './run-record.js';

const mostBytes = 256 * 1024 ** 2;

/**
 * Reads a saved record, given the path of a record.json or of the folder that contains it. Unknown fields are kept. Throws a
 * `UsageError` if it is missing, not JSON, not a record, or of a newer version.
 */
export async function readRecord(path: string): Promise<RunRecord> {
  const file = await recordFile(path);
  const value = parseJson(await readText(file), (reason) => {
    throw new UsageError(
      `${file} is not JSON (${foreignText(reason)}). Give the record.json that \`cache-bench run\` wrote.`,
    );
  });
  return parseRecord(value, file);
}

/** The same for a record that was read already; `file` names it in messages. */
export function parseRecord(value: unknown, file: string): RunRecord {
  refuseOtherVersions(value, file);
  const problems = recordProblems(value);
  if (problems.length > 0) {
    const more = problems.length > 5 ? `\n  and ${problems.length - 5} more` : '';
    throw new UsageError(
      `${file} is not a valid record:\n${problems
        .slice(0, 5)
        .map((problem) => `  ${foreignText(problem)}`)
        .join('\n')}${more}\nGive the record.json that \`cache-bench run\` wrote, unchanged.`,
    );
  }
  return value as RunRecord;
}

async function recordFile(path: string): Promise<string> {
  const entry = await stat(path).catch(() => undefined);
  if (entry === undefined) {
    throw new UsageError(
      `There is no record at ${path}. Give the path of a record.json or of the folder of a run, such as reports/<run id>.`,
    );
  }
  if (entry.isDirectory()) {
    const file = join(path, 'record.json');
    if (!existsSync(file) && existsSync(join(path, 'series.json')))
      throw new UsageError(`${path} is the folder of a series, not of one run. ${seriesAdvice}`);
    return file;
  }
  // Opening a pipe would wait for a writer.
  if (!entry.isFile())
    throw new UsageError(`${path} is not a regular file. Give the record.json that \`cache-bench run\` wrote.`);
  return path;
}

async function readText(file: string): Promise<string> {
  try {
    return await readBounded(file, mostBytes);
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (reason === 'EFBIG')
      throw new UsageError(
        `${file} is larger than any record (${mostBytes / 1024 ** 2} MB). Give the record.json that \`cache-bench run\` wrote.`,
      );
    throw new UsageError(
      reason === 'ENOENT'
        ? `The folder has no record.json (looked for ${file}). Give the folder of one run, such as reports/<run id>.`
        : `${file} cannot be read (${reason}). Check the path and its permissions.`,
    );
  }
}

const ofSeries = ['seriesVersion', 'repeatVersion', 'comparisonVersion', 'searchVersion'];
const seriesAdvice =
  'Reports of a series are written when it ends (--report html). Give the folder of one of its runs.';

function refuseOtherVersions(value: unknown, file: string): void {
  if (typeof value === 'object' && value !== null && ofSeries.some((name) => name in value))
    throw new UsageError(`${file} is the result of a series, not the record of one run. ${seriesAdvice}`);
  if (typeof value !== 'object' || value === null || !('schemaVersion' in value)) {
    throw new UsageError(
      `${file} is JSON, but not a record: it has no schemaVersion. Give the record.json that \`cache-bench run\` wrote.`,
    );
  }
  const version = value.schemaVersion;
  if (typeof version === 'number' && version > recordVersion) {
    throw new UsageError(
      `${file} is a record of version ${version}, but this cache-bench reads up to version ${recordVersion}. Update cache-bench to read it.`,
    );
  }
}
