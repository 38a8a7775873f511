import { type ProtocolReader, type ReplyListener, replyKind } from '../protocol.js';
import { FramedReader, garbage } from './framed-reader.js';
import { afterData, beginsWith, beginsWithOneOf, isErrorLine, lineEndOf, nextWord, readDecimal } from './reply-line.js';

const value = Buffer.from('VALUE');
const endWord = Buffer.from('END');
const absences = ['END', 'NOT_FOUND'].map((word) => Buffer.from(word));
const refusals = ['NOT_STORED', 'EXISTS'].map((word) => Buffer.from(word));
const answers = ['STORED', 'DELETED', 'TOUCHED', 'OK', 'VERSION'].map((word) => Buffer.from(word));

/**
 * Reads replies of memcached's text protocol. A `get` has one reply: `missing` when nothing was found, the value as a text
 * with integer 1, or a list for several values. Other words are texts with integer 0; `NOT_STORED` and `EXISTS` are errors.
 */
export function createTextReader(listener: ReplyListener, mostReplyBytes: number): ProtocolReader {
  return new FramedReader((buffer, at, end) => {
    const lineEnd = lineEndOf(buffer, at, end);
    if (lineEnd < 0) return lineEnd;
    if (beginsWith(buffer, at, lineEnd, value)) return values(listener, buffer, at, end, mostReplyBytes);
    const kind = kindOfLine(buffer, at, lineEnd);
    if (kind === undefined) return garbage;
    listener(kind, buffer, at, lineEnd, kind === replyKind.integer ? readDecimal(buffer, at, lineEnd) : 0);
    return lineEnd + 2;
  }, mostReplyBytes);
}

/** `VALUE <key> <flags> <bytes>` and its data, repeated until `END`. */
function values(listener: ReplyListener, buffer: Buffer, at: number, end: number, mostBytes: number): number {
  let start = 0;
  let bytes = 0;
  let count = 0;
  let place = at;
  for (;;) {
    const lineEnd = lineEndOf(buffer, place, end);
    if (lineEnd < 0) return lineEnd;
    if (beginsWith(buffer, place, lineEnd, value)) {
      const flags = nextWord(buffer, nextWord(buffer, place, lineEnd), lineEnd);
      bytes = readDecimal(buffer, nextWord(buffer, flags, lineEnd), lineEnd);
      if (bytes < 0 || bytes > mostBytes) return garbage;
      start = lineEnd + 2;
      count += 1;
      place = afterData(buffer, start, bytes, end);
      if (place < 0) return place;
    } else if (beginsWith(buffer, place, lineEnd, endWord)) {
      const after = lineEnd + 2;
      if (count === 1) listener(replyKind.text, buffer, start, start + bytes, 1);
      else listener(replyKind.list, buffer, at, after, count);
      return after;
    } else if (isErrorLine(buffer, place, lineEnd)) {
      // The server ran out of memory midway: the values so far are an incomplete answer.
      listener(replyKind.error, buffer, place, lineEnd, 0);
      return lineEnd + 2;
    } else return garbage;
  }
}

function kindOfLine(buffer: Buffer, at: number, lineEnd: number) {
  if (beginsWithOneOf(buffer, at, lineEnd, answers)) return replyKind.text;
  if (beginsWithOneOf(buffer, at, lineEnd, absences)) return replyKind.missing;
  if (readDecimal(buffer, at, lineEnd) >= 0) return replyKind.integer;
  const isError = beginsWithOneOf(buffer, at, lineEnd, refusals) || isErrorLine(buffer, at, lineEnd);
  return isError ? replyKind.error : undefined;
}
