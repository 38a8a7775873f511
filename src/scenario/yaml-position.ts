import { type Document, isAlias, isMap, isNode, isScalar, isSeq, type Node } from 'yaml';
import type { DocumentProblem } from './problem.js';

/**
 * Where a problem begins in the text, in characters from 0. If the text lacks the value (a default, a missing key), the
 * nearest enclosing map is used.
 */
export function offsetOf(
  document: Document.Parsed,
  { path, offset, atKey = false }: Pick<DocumentProblem, 'path' | 'offset' | 'atKey'>,
): number {
  let node: Node | null = document.contents;
  let begin = beginOf(node);
  for (const [index, key] of path.entries()) {
    const inner = innerOf(document, node, key);
    if (inner === undefined) return begin;
    if (atKey && index === path.length - 1) return inner.keyOffset;
    node = inner.value;
    begin = node === null ? inner.keyOffset : beginOf(node);
  }
  return offset === undefined ? begin : begin + offsetWithin(node, offset);
}

/** A map's key as the text that identifies its value. */
export function keyText(key: unknown): string {
  return isScalar(key) ? String(key.value) : String(key);
}

function innerOf(
  document: Document.Parsed,
  node: Node | null,
  key: string | number,
): { readonly value: Node | null; readonly keyOffset: number } | undefined {
  const target = isAlias(node) ? (node.resolve(document) ?? null) : node;
  if (isSeq(target)) {
    const item = target.items[Number(key)];
    return isNode(item) ? { value: item, keyOffset: beginOf(item) } : undefined;
  }
  if (!isMap(target)) return undefined;
  const pair = target.items.find((candidate) => keyText(candidate.key) === String(key));
  if (pair === undefined) return undefined;
  return {
    value: isNode(pair.value) ? pair.value : null,
    keyOffset: isNode(pair.key) ? beginOf(pair.key) : beginOf(target),
  };
}

function beginOf(node: Node | null): number {
  return node?.range?.[0] ?? 0;
}

/** Offsets within a value only match the source if it is written plainly, or quoted without escapes. */
function offsetWithin(node: Node | null, offset: number): number {
  if (!isScalar(node) || typeof node.value !== 'string') return 0;
  if (node.type === 'PLAIN') return offset;
  const quoted = node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE';
  const sourceLength = (node.range?.[1] ?? 0) - beginOf(node);
  return quoted && sourceLength === node.value.length + 2 ? offset + 1 : 0;
}
