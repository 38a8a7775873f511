import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

/** Settings that a document may leave out, by path. */
export type Defaults = readonly (readonly [DocumentPath, unknown])[];

/** Fills in what a document leaves out. Explicit settings stay. */
export function fillDefaults(document: unknown, defaults: Defaults): unknown {
  let filled = document;
  for (const [path, value] of defaults) {
    if (valueAt(filled, path) !== undefined) continue;
    const replaced = replaceAt(filled, path, value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}
