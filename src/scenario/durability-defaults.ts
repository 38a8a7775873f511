import { topologyNamed } from '../topology/can.js';
import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';
import { kindPath } from './topology-defaults.js';

const appendonlyPath: DocumentPath = ['topology', 'config', 'appendonly'];

/**
 * Enables the append-only file of launched servers in a document, if the durability requires one (`waitaof`) and the
 * document does not set it. Explicit settings stay, and are checked later.
 */
export function withDurabilityDefaults(document: unknown): unknown {
  const durability = valueAt(document, ['workload', 'durability']);
  const isAsked = typeof durability === 'string' && durability.startsWith('waitaof:');
  const topology = topologyNamed(valueAt(document, kindPath));
  if (!isAsked || topology?.can.includes('processes') === false) return document;
  if (valueAt(document, appendonlyPath) !== undefined) return document;
  const replaced = replaceAt(document, appendonlyPath, true);
  return typeof replaced === 'string' ? document : replaced.document;
}
