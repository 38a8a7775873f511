import { type TopologyKind, topologies } from '../topology/registry.js';
import type { TopologyDefinition } from '../topology/topology.js';
import { valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

/**
 * A document in which the topology's own defaults stand where nothing is written, so that the schema's, which are those of
 * topology sentinel, don't fill them in. What is no mapping, or names no topology, is left as it is.
 */
export function withTopologyDefaults(document: unknown): unknown {
  const kind = valueAt(document, ['topology', 'kind']);
  if (typeof kind !== 'string' || !Object.hasOwn(topologies, kind)) return document;
  const definition: Pick<TopologyDefinition, 'defaults'> = topologies[kind as TopologyKind];
  let filled = document;
  for (const [key, value] of Object.entries(definition.defaults ?? {})) {
    if (valueAt(document, ['topology', key]) !== undefined) continue;
    const replaced = replaceAt(filled, ['topology', key], value);
    if (typeof replaced !== 'string') filled = replaced.document;
  }
  return filled;
}
