import { type Comparison, comparisonSchema } from './series/comparison.js';
import { writeDocument } from './write-document.js';

/** Saves `<folder>/comparison.json` and returns its path. Throws `InternalError` if it violates its schema. */
export function writeComparison(comparison: Comparison, folder: string): Promise<string> {
  return writeDocument(comparison, comparisonSchema, folder, 'comparison.json');
}
