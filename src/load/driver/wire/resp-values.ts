/** A reply as a value: strings, numbers, null, and lists of these. */
export type RespValue = string | number | null | readonly RespValue[];

/** The elements of one complete RESP2 or RESP3 aggregate, in a buffer from `start` to `end`. For rare answers. */
export function respValues(buffer: Buffer, start: number, end: number): readonly RespValue[] {
  const values: RespValue[] = [];
  for (let at = start; at < end; ) {
    const { value, next } = valueAt(buffer, at);
    values.push(value);
    at = next;
  }
  return values;
}

function valueAt(buffer: Buffer, at: number): { readonly value: RespValue; readonly next: number } {
  const lineEnd = buffer.indexOf('\r\n', at);
  if (lineEnd < 0) return { value: null, next: buffer.length };
  const type = String.fromCharCode(buffer[at] ?? 0);
  const line = buffer.toString('utf8', at + 1, lineEnd);
  const next = lineEnd + 2;
  const count = Number(line);
  switch (type) {
    case '$':
    case '=':
    case '!':
      return count < 0
        ? { value: null, next }
        : { value: buffer.toString('utf8', next, next + count), next: next + count + 2 };
    case ':':
      return { value: count, next };
    case '_':
      return { value: null, next };
    case '*':
    case '~':
    case '>':
      return listAt(buffer, next, count);
    case '%':
      return listAt(buffer, next, 2 * count);
    default:
      return { value: line, next };
  }
}

function listAt(buffer: Buffer, start: number, count: number): { readonly value: RespValue; readonly next: number } {
  if (count < 0) return { value: null, next: start };
  const values: RespValue[] = [];
  let at = start;
  for (let index = 0; index < count && at < buffer.length; index += 1) {
    const { value, next } = valueAt(buffer, at);
    values.push(value);
    at = next;
  }
  return { value: values, next: at };
}
