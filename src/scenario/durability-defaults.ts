import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

const appendonlyPath: DocumentPath = ['topology', 'config', 'appendonly'];

/**
 * Enables the append-only file of launched servers in a document, if the durability requires one (`waitaof`) and the
 * document does not set it. Explicit settings stay, and are checked later.
 */
export function withDurabilityDefaults(document: unknown): unknown {
  const durability = valueAt(document, ['workload', 'durability']);
  const isAsked = typeof durability === 'string' && durability.startsWith('waitaof:');
  if (!isAsked || valueAt(document, ['topology', 'kind']) === 'external') return document;
  if (valueAt(document, appendonlyPath) !== undefined) return document;
  const replaced = replaceAt(document, appendonlyPath, true);
  return typeof replaced === 'string' ? document : replaced.document;
}
