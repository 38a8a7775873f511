/**
 * A reply as other libraries return it: GLIDE turns some numbers into booleans, maps into lists of `key` and `value`, and strings,
 * if asked to, into bytes.
 */
export function plainReply(reply: unknown): unknown {
  if (typeof reply === 'boolean') return Number(reply);
  if (typeof reply === 'bigint') return Number(reply);
  if (Buffer.isBuffer(reply)) return reply.toString('latin1');
  if (!Array.isArray(reply)) return reply;
  return reply.flatMap((element: unknown) => (isEntry(element) ? [element.key, element.value] : [element]));
}

function isEntry(element: unknown): element is { readonly key: unknown; readonly value: unknown } {
  return typeof element === 'object' && element !== null && 'key' in element && 'value' in element;
}
