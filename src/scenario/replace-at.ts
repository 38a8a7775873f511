import type { DocumentPath } from './problem.js';

/**
 * A copy of a document with `value` at `path`. Missing parts of the path become a list if followed by an index, otherwise a
 * map. A string explains why it is impossible: part of the path is not a map or list, or is beyond the end of its list.
 */
export function replaceAt(
  document: unknown,
  path: DocumentPath,
  value: unknown,
): { readonly document: unknown } | string {
  const [key, ...rest] = path;
  if (key === undefined) return { document: value };
  if (Array.isArray(document)) return replaceInList(document, key, rest, value);
  if ((document === null || document === undefined) && isPosition(key)) return replaceInList([], key, rest, value);
  if (document !== null && document !== undefined && typeof document !== 'object') {
    return `expected a mapping or a list that can contain ${JSON.stringify(key)}, found ${JSON.stringify(document)}`;
  }
  const mapping = (document ?? {}) as Readonly<Record<string, unknown>>;
  const inner = replaceAt(Object.hasOwn(mapping, key) ? mapping[key] : undefined, rest, value);
  return typeof inner === 'string' ? inner : { document: { ...mapping, [key]: inner.document } };
}

function replaceInList(
  list: readonly unknown[],
  key: string | number,
  rest: DocumentPath,
  value: unknown,
): ReturnType<typeof replaceAt> {
  const index = Number(key);
  if (!isPosition(key) || index > list.length) {
    return `expected a position from 0 to ${list.length} in a list of ${list.length}, found ${JSON.stringify(key)}`;
  }
  const inner = replaceAt(list[index], rest, value);
  if (typeof inner === 'string') return inner;
  const copy = [...list];
  copy[index] = inner.document;
  return { document: copy };
}

function isPosition(key: string | number): boolean {
  return /^\d+$/.test(String(key));
}
