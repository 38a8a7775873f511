import { type Defaults, fillDefaults } from './fill-defaults.js';
import { valueAt } from './problem.js';

/** With a pattern, the cache starts cold and its reads are compared with the origin instead of the ledgers. */
const defaults: Defaults = [
  [['workload', 'preload'], false],
  [['workload', 'audit'], 'off'],
];

/** Fills in these settings of a document with a pattern. Explicit ones stay, and are checked later. */
export function withPatternDefaults(document: unknown): unknown {
  return valueAt(document, ['workload', 'pattern']) === undefined ? document : fillDefaults(document, defaults);
}
