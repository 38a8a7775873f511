import { topologyNamed } from '../topology/can.js';
import type { ScenarioDefaults } from '../topology/topology.js';
import { type DocumentPath, valueAt } from './problem.js';
import { replaceAt } from './replace-at.js';

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
  const definition = topologyNamed(kind);
  if (definition === undefined) return document;
  const target = valueAt(document, ['topology', 'target']);
  const ofTarget = 'defaultsOf' in definition && typeof target === 'string' ? definition.defaultsOf(target) : {};
  const entries = [definition.defaults ?? {}, ofTarget].flatMap(pathsOf);
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

function pathsOf(defaults: ScenarioDefaults): readonly (readonly [DocumentPath, unknown])[] {
  return Object.entries(defaults).flatMap(([section, values]) =>
    Object.entries(values).map(([key, value]) => [[section, key], value] as const),
  );
}
