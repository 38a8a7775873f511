import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

/** With a pattern, the cache starts cold and its reads are compared with the origin instead of the ledgers. */
const defaults: readonly (readonly [DocumentPath, unknown])[] = [
  [['workload', 'preload'], false],
  [['workload', 'audit'], 'off'],
];

/** Fills in these settings of a document with a pattern. Explicit ones stay, and are checked later. */
export function withPatternDefaults(document: unknown): unknown {
  if (valueAt(document, ['workload', 'pattern']) === undefined) return document;
  let filled = document;
  for (const [path, value] of defaults) {
    if (valueAt(filled, path) !== undefined) continue;
    const replaced = replaceAt(filled, path, value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}
