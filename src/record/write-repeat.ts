import { type RepeatedRuns, repeatSchema } from './series/repeated-runs.js';
import { writeDocument } from './write-document.js';

/** Saves `<folder>/repeat.json` and returns its path. Throws `InternalError` for a summary that violates its schema. */
export function writeRepeat(repeat: RepeatedRuns, folder: string): Promise<string> {
  return writeDocument(repeat, repeatSchema, folder, 'repeat.json');
}
