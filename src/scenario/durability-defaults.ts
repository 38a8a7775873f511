import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

const appendonlyPath: DocumentPath = ['topology', 'config', 'appendonly'];

/**
 * A document in which servers that we launch have an append-only file, where an acknowledgement asks for one (`waitaof`) and
 * nothing is written of it. What is written stays, and is checked later.
 */
export function withDurabilityDefaults(document: unknown): unknown {
  const durability = valueAt(document, ['workload', 'durability']);
  const isAsked = typeof durability === 'string' && durability.startsWith('waitaof:');
  if (!isAsked || valueAt(document, ['topology', 'kind']) === 'external') return document;
  if (valueAt(document, appendonlyPath) !== undefined) return document;
  const replaced = replaceAt(document, appendonlyPath, true);
  return typeof replaced === 'string' ? document : replaced.document;
}
