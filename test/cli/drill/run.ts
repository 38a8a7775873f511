import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { type RunRecord, recordProblems } from '../../../src/record/run-record.js';
import { publishedSchemaProblems } from '../../record/published-schema.js';
import { leftBehind } from './left-behind.js';
import { type ProgramOptions, startProgram } from './program.js';

/** The path of this fixture, for the command line. */
export function fixture(name: string): string {
  return join(import.meta.dirname, '..', 'fixtures', name);
}

/** What a run left, apart from what must never be left behind. */
export interface RunEnd {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Files in its current folder, by relative path. */
  readonly files: ReadonlyMap<string, string>;
}

/** Runs the built program to completion; fails if it leaves a process or a folder behind. */
export async function run(given: readonly string[], options: ProgramOptions = {}): Promise<RunEnd> {
  await using program = await startProgram(given, options);
  const { exitCode, stdout, stderr } = await program.end();
  expect(await leftBehind(program.temporaryFolder)).toEqual([]);
  return { exitCode, stdout, stderr, files: await filesIn(program.folder) };
}

/** The files in a folder with their text. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.slice(folder.length + 1), await readFile(path, 'utf8'));
  }
  return files;
}

/** The only record among the files, valid against the schema. */
export function savedRecord(files: RunEnd['files']): RunRecord {
  const records = [...files].filter(([path]) => path.endsWith('record.json'));
  expect(records.map(([path]) => path)).toHaveLength(1);
  return validRecord(records[0]?.[1] ?? '');
}

/** The warnings of a run, except those that only report a busy machine. */
export function warningsOf({ warnings }: RunRecord): RunRecord['warnings'] {
  return warnings.filter(({ code }) => code !== 'connections-busy');
}

/** Parses a record, valid against our schema and the published one. */
export function validRecord(text: string): RunRecord {
  const value: unknown = JSON.parse(text);
  if (value instanceof Object && 'error' in value) throw new Error(`The run failed: ${JSON.stringify(value.error)}`);
  expect(recordProblems(value)).toEqual([]);
  expect(publishedSchemaProblems(value)).toEqual([]);
  return value as RunRecord;
}
