/** The bulk strings of one complete RESP aggregate, in order; everything else is skipped. For rare, short answers. */
export function bulkStrings(buffer: Buffer, start: number, end: number): readonly string[] {
  const strings: string[] = [];
  for (let at = start; at < end; ) {
    const lineEnd = buffer.indexOf('\r\n', at);
    if (lineEnd < 0) break;
    const next = lineEnd + 2;
    if (buffer[at] !== 0x24) at = next;
    else {
      const valueBytes = Number(buffer.toString('latin1', at + 1, lineEnd));
      if (valueBytes >= 0) strings.push(buffer.toString('utf8', next, next + valueBytes));
      at = valueBytes >= 0 ? next + valueBytes + 2 : next;
    }
  }
  return strings;
}
