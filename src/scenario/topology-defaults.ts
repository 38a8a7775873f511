import { type TopologyKind, topologies } from '../topology/registry.js';
import type { TopologyDefinition } from '../topology/topology.js';
import { valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';
import { servedBy } from './served-by.js';

/**
 * A document in which the topology's own defaults stand where nothing is written, so that the schema's, which are those of
 * topology sentinel, don't fill them in. What is no mapping, or names no topology, is left as it is.
 */
export function withTopologyDefaults(document: unknown): unknown {
  const kind = valueAt(document, ['topology', 'kind']);
  if (typeof kind !== 'string' || !Object.hasOwn(topologies, kind)) return document;
  const definition: Pick<TopologyDefinition, 'defaults'> = topologies[kind as TopologyKind];
  const entries = Object.entries(definition.defaults ?? {}).map(([key, value]) => [['topology', key], value] as const);
  let filled = document;
  for (const [path, value] of [...entries, ...targetDefaults(document)]) {
    if (valueAt(document, path) !== undefined) continue;
    const replaced = replaceAt(filled, path, value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}

/** Of a memcached that already runs only the URL tells. */
function targetDefaults(document: unknown): readonly (readonly [path: readonly string[], value: string])[] {
  const target = valueAt(document, ['topology', 'target']);
  if (typeof target !== 'string' || servedBy({ kind: 'external', target }) !== 'memcached') return [];
  return [
    [['topology', 'engine'], 'memcached'],
    [['workload', 'driver'], 'wire'],
  ];
}
