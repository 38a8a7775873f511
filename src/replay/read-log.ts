import { createReadStream } from 'node:fs';
import { firstOfLog } from './log-encoding.js';
import { type LogEntry, type LogFormat, parseEntry } from './log-entry.js';

/** Lines that can't be parsed have no entry. */
export type LogLine = LogEntry | undefined;

const chunkBytes = 256 * 1024;
/** A longer line counts as one that can't be parsed. */
const mostLineCharacters = 8 * 1024 * 1024;

/** The lines of a log, many at a time, in bounded memory. The format is that of the first line. Rejects if it can't be read, with LogEncodingError if it is no text. */
export async function* readLog(
  file: string,
): AsyncGenerator<{ readonly format: LogFormat; readonly lines: readonly LogLine[] }> {
  let format: LogFormat | undefined;
  let rest = '';
  let isSkipping = false;
  let isFirst = true;
  for await (const chunk of createReadStream(file, { highWaterMark: chunkBytes, encoding: 'latin1' })) {
    const text = isFirst ? firstOfLog(String(chunk)) : String(chunk);
    isFirst = false;
    const pieces = (rest + text).split('\n');
    rest = pieces.pop() ?? '';
    if (isSkipping && pieces.length > 0) {
      pieces.shift();
      isSkipping = false;
    }
    if (rest.length > mostLineCharacters) {
      if (!isSkipping) pieces.push('(too long)');
      [rest, isSkipping] = ['', true];
    }
    format ??= formatOf(pieces[0] ?? rest);
    yield { format, lines: entriesOf(pieces, format) };
  }
  if (rest !== '' && !isSkipping) {
    format ??= formatOf(rest);
    yield { format, lines: entriesOf([rest], format) };
  }
}

function formatOf(line: string): LogFormat {
  return line.trimStart().startsWith('{') ? 'ndjson' : 'monitor';
}

function entriesOf(lines: readonly string[], format: LogFormat): readonly LogLine[] {
  return lines
    .map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line))
    .filter((line) => line !== '' && line !== 'OK' && line !== '+OK')
    .map((line) => parseEntry(line, format));
}
