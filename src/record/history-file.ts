import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../errors/errors.js';
import { type KeyOperations, outcomeNames, type RegisterOperation } from '../model/history.js';
import { parseJson } from '../model/parse-json.js';
import { readBounded } from './read-bounded.js';
import { writeWhole } from './write-whole.js';

/** Lies beside the record of a run: one operation per line. */
export const historyFile = 'history.jsonl';

const mostBytes = 512 * 1024 ** 2;

const seenValue = z.int().nullable();
const lineSchema = z.object({
  key: z.string(),
  client: z.int(),
  kind: z.enum(['write', 'read']),
  value: seenValue.exactOptional(),
  replaced: seenValue.exactOptional(),
  callNs: z.int(),
  returnNs: z.int().nullable(),
  outcome: z.enum(outcomeNames),
});

/** Saves the operations of a run beside its record, and returns the path. Throws `NotSavedError`. */
export function writeHistory(history: readonly KeyOperations[], folder: string): Promise<string> {
  const lines = history.flatMap(({ key, operations }) =>
    operations.map((operation) => `${JSON.stringify({ key, ...operation })}\n`),
  );
  return writeWhole(folder, historyFile, lines.join(''));
}

/**
 * Reads them, given the path of the record or its folder, and how many the record counts; by key, as they were saved. Throws a
 * `UsageError` if they can't be read, or if some are missing: a checker would take the rest for a whole history.
 */
export async function readHistory(
  recordPath: string,
  operations: number,
): Promise<ReadonlyMap<string, readonly RegisterOperation[]>> {
  const isFolder = (await stat(recordPath)).isDirectory();
  const file = join(isFolder ? recordPath : dirname(recordPath), historyFile);
  const text = await readBounded(file, mostBytes).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file}, which belongs to this record, cannot be read (${error.code ?? error.message}).`);
  });
  const history = new Map<string, RegisterOperation[]>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line === '') continue;
    const { key, ...operation } = parseLine(line, `${file}, line ${index + 1}`);
    const known = history.get(key);
    if (known === undefined) history.set(key, [operation]);
    else known.push(operation);
  }
  const found = [...history.values()].reduce((sum, { length }) => sum + length, 0);
  if (found !== operations)
    throw new UsageError(
      `${file}: expected the ${operations} operations that the record counts, found ${found}. Give the unchanged file.`,
    );
  return history;
}

function parseLine(line: string, place: string): z.infer<typeof lineSchema> {
  const refuse = (): never => {
    throw new UsageError(`${place}: expected an operation as \`cache-bench run\` wrote it. Give the unchanged file.`);
  };
  const parsed = lineSchema.safeParse(parseJson(line, refuse));
  return parsed.success ? parsed.data : refuse();
}
