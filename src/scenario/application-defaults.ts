import { type Defaults, fillDefaults } from './fill-defaults.js';
import { valueAt } from './problem.js';

/** Behind an application, clients speak HTTP, and what is written is read back at the end. */
const defaults: Defaults = [
  [['workload', 'driver'], 'http'],
  [['workload', 'mix'], {}],
  [['workload', 'audit'], 'final'],
];

/** Fills in these settings of a document with an application. Explicit ones stay, and are checked later. */
export function withApplicationDefaults(document: unknown): unknown {
  return valueAt(document, ['application']) === undefined ? document : fillDefaults(document, defaults);
}
