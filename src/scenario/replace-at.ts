import type { DocumentPath } from './problem.js';

/**
 * A copy of a document in which `value` stands at `path`; what is missing on the way becomes a mapping. A text says why
 * it can't be: a part of the path is no mapping or list, or is beyond the end of its list.
 */
export function replaceAt(
  document: unknown,
  path: DocumentPath,
  value: unknown,
): { readonly document: unknown } | string {
  const [key, ...rest] = path;
  if (key === undefined) return { document: value };
  if (Array.isArray(document)) {
    const index = Number(key);
    if (!/^\d+$/.test(String(key)) || index > document.length) {
      return `expected a position from 0 to ${document.length} in a list of ${document.length}, found ${JSON.stringify(key)}`;
    }
    const inner = replaceAt(document[index], rest, value);
    if (typeof inner === 'string') return inner;
    const copy = [...document];
    copy[index] = inner.document;
    return { document: copy };
  }
  if (document !== null && document !== undefined && typeof document !== 'object') {
    return `expected a mapping or a list to hold ${JSON.stringify(key)}, found ${JSON.stringify(document)}`;
  }
  const mapping = (document ?? {}) as Readonly<Record<string, unknown>>;
  const inner = replaceAt(Object.hasOwn(mapping, key) ? mapping[key] : undefined, rest, value);
  return typeof inner === 'string' ? inner : { document: { ...mapping, [key]: inner.document } };
}
