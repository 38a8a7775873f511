import { brokenReply } from '../model/broken-reply.js';

const lineEnd = Buffer.from('\r\n');
const mostHeaderBytes = 1024;
const quotedCharacters = 200;

/**
 * Parses an answer from all bytes received so far, inspecting only new ones; undefined while incomplete. Throws if invalid.
 * Each reader parses one answer.
 */
export type AnswerReader<T> = (received: Buffer) => T | undefined;

/** Reads line by line until `take` returns something. */
function readLines<T>(take: (line: string) => T | undefined): AnswerReader<T> {
  let [start, searched] = [0, 0];
  return (received) => {
    for (;;) {
      const end = received.indexOf(lineEnd, searched);
      // The last byte may be the first of a line end.
      searched = end < 0 ? Math.max(start, received.length - 1) : end + lineEnd.length;
      if (end < 0) return undefined;
      const answer = take(received.toString('latin1', start, end));
      start = searched;
      if (answer !== undefined) return answer;
    }
  };
}

/** One line of this form; returns the captured part. */
export function readLine(pattern: RegExp): AnswerReader<string> {
  return readLines((line) => expected(line, pattern));
}

/** Any line except an error. */
export function readAnyLine(): AnswerReader<string> {
  return readLines((line) => {
    refuseError(line);
    return line;
  });
}

/** This many lines of this form. */
export function readEach(count: number, pattern: RegExp): AnswerReader<true> {
  let open = count;
  return readLines((line) => {
    expected(line, pattern);
    open -= 1;
    return open === 0 ? true : undefined;
  });
}

/** `STAT <name> <value>`, repeated, then `END`. */
export function readStats(): AnswerReader<ReadonlyMap<string, string>> {
  const fields = new Map<string, string>();
  return readLines((line) => {
    if (line === 'END') return fields;
    refuseError(line);
    const [word, name, value] = line.split(' ');
    if (word === 'STAT' && name) fields.set(name, value ?? '');
    return undefined;
  });
}

/**
 * The key names in an answer to `lru_crawler metadump`: every `step`-th of the first `most`. Each line starts with
 * `key=<percent-encoded name> ` and ends with a bare line feed.
 */
export function readKeyNames(most: number, step: number): AnswerReader<readonly string[]> {
  const names: string[] = [];
  let [start, count] = [0, 0];
  return (received) => {
    for (let end = received.indexOf(10, start); end >= 0; end = received.indexOf(10, start)) {
      const line = received.toString('latin1', start, end).trimEnd();
      start = end + 1;
      if (line === 'END' || count === most) return names;
      if (!line.startsWith('key=')) throw unexpected(line);
      if (count % step === 0) names.push(decodeURIComponent(line.slice('key='.length, line.indexOf(' '))));
      count += 1;
    }
    return undefined;
  };
}

/** `VALUE <key> <flags> <bytes>` and data, up to `mostValues` times, then `END`; no value exceeds `mostBytes`. */
export function readValues(mostValues: number, mostBytes: number): AnswerReader<ReadonlyMap<string, string>> {
  const values = new Map<string, string>();
  let count = 0;
  let next = 0;
  return (received) => {
    for (;;) {
      const header = received.subarray(next, next + mostHeaderBytes);
      const length = header.indexOf(lineEnd);
      if (length < 0 && header.length === mostHeaderBytes)
        throw new Error(`${brokenReply}a line of more than ${mostHeaderBytes} bytes before a value`);
      if (length < 0) return undefined;
      const line = header.toString('latin1', 0, length);
      if (line === 'END') return values;
      const [, key = '', bytes] = /^VALUE (\S+) \d+ (\d+)/.exec(line) ?? [];
      if (bytes === undefined) throw unexpected(line);
      if (Number(bytes) > mostBytes)
        throw new Error(`${brokenReply}a value of ${bytes} bytes, where at most ${mostBytes} are allowed`);
      const start = next + length + lineEnd.length;
      const end = start + Number(bytes);
      if (end + lineEnd.length > received.length) return undefined;
      count += 1;
      if (count > mostValues) throw new Error(`${brokenReply}more than the ${mostValues} requested values`);
      values.set(key, received.toString('utf8', start, end));
      next = end + lineEnd.length;
    }
  };
}

function expected(line: string, pattern: RegExp): string {
  const found = pattern.exec(line)?.[1];
  if (found === undefined) throw unexpected(line);
  return found;
}

function refuseError(line: string): void {
  if (/^(CLIENT_|SERVER_)?ERROR\b/.test(line)) throw unexpected(line);
}

function unexpected(line: string): Error {
  return new Error(line.slice(0, quotedCharacters));
}
