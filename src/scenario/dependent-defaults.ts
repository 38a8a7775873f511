import { topologyNamed } from '../topology/can.js';
import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';
import { kindPath } from './topology-defaults.js';

/** Fills in defaults that depend on other settings of a document. Explicit ones stay, and are checked later. */
export function withDependentDefaults(document: unknown): unknown {
  return withApplicationDefaults(withPatternDefaults(withDurabilityDefaults(document)));
}

/** With a pattern, the cache starts cold and its reads are compared with the origin instead of the ledgers. */
const patternDefaults: Defaults = [
  [['workload', 'preload'], false],
  [['workload', 'audit'], 'off'],
];

function withPatternDefaults(document: unknown): unknown {
  return valueAt(document, ['workload', 'pattern']) === undefined ? document : fillDefaults(document, patternDefaults);
}

const appendonlyPath: DocumentPath = ['topology', 'config', 'appendonly'];

/** Enables the append-only file of launched servers, if the durability requires one (`waitaof`). */
function withDurabilityDefaults(document: unknown): unknown {
  const durability = valueAt(document, ['workload', 'durability']);
  const isAsked = typeof durability === 'string' && durability.startsWith('waitaof:');
  const topology = topologyNamed(valueAt(document, kindPath));
  if (!isAsked || topology?.can.includes('processes') === false) return document;
  if (valueAt(document, appendonlyPath) !== undefined) return document;
  const replaced = replaceAt(document, appendonlyPath, true);
  return typeof replaced === 'string' ? document : replaced.document;
}

/** Behind an application, clients speak HTTP, and what is written is read back at the end. */
const applicationDefaults: Defaults = [
  [['workload', 'driver'], 'http'],
  [['workload', 'mix'], {}],
  [['workload', 'audit'], 'final'],
];

function withApplicationDefaults(document: unknown): unknown {
  return valueAt(document, ['application']) === undefined ? document : fillDefaults(document, applicationDefaults);
}

/** Settings that a document may leave out, by path. */
type Defaults = readonly (readonly [DocumentPath, unknown])[];

/** Fills in what a document leaves out. Explicit settings stay. */
function fillDefaults(document: unknown, defaults: Defaults): unknown {
  let filled = document;
  for (const [path, value] of defaults) {
    if (valueAt(filled, path) !== undefined) continue;
    const replaced = replaceAt(filled, path, value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}
