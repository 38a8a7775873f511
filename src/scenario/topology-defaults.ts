import { isKeyOf } from '../model/table.js';
import { topologies } from '../topology/registry.js';
import type { TopologyDefinition } from '../topology/topology.js';
import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';
import { servedBy } from './served-by.js';

/**
 * Fills in a document with the topology's own defaults, so that the schema's, which are those of topology sentinel, don't
 * apply. If a flag changed the kind, they also replace the file's settings for its original kind; `isGiven` reports what a
 * flag has set. A document that is not a map, or names no topology, is unchanged.
 */
export function withTopologyDefaults(
  document: unknown,
  flags: { readonly changedKind: boolean; isGiven(path: DocumentPath): boolean },
): unknown {
  const kind = valueAt(document, kindPath);
  if (typeof kind !== 'string' || !isKeyOf(topologies, kind)) return document;
  const { defaults = {}, defaultDriver }: Pick<TopologyDefinition, 'defaults' | 'defaultDriver'> = topologies[kind];
  const entries: (readonly [DocumentPath, unknown])[] = [
    ...Object.entries(defaults).map(([key, value]) => [['topology', key], value] as const),
    ...(defaultDriver === undefined ? [] : [[['workload', 'driver'], defaultDriver] as const]),
    ...targetDefaults(document),
  ];
  let filled = document;
  for (const [path, value] of entries) {
    const isWritten = valueAt(document, path) !== undefined;
    if (isWritten && (!flags.changedKind || flags.isGiven(path))) continue;
    const replaced = replaceAt(filled, path, value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}

/** Where a document names its topology. */
export const kindPath: DocumentPath = ['topology', 'kind'];

/** For an existing memcached, only the URL reveals it. */
function targetDefaults(document: unknown): readonly (readonly [DocumentPath, unknown])[] {
  const target = valueAt(document, ['topology', 'target']);
  if (typeof target !== 'string' || servedBy({ kind: 'external', target }) !== 'memcached') return [];
  return [
    [['topology', 'engine'], 'memcached'],
    [['workload', 'driver'], 'wire'],
  ];
}
