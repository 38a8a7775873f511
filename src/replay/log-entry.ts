/** One command of a log. Words are binary: one character per byte. */
export interface LogEntry {
  /** On the log's own clock. */
  readonly atMs: number;
  readonly database: number;
  readonly words: readonly string[];
}

export type LogFormat = 'monitor' | 'ndjson';

/** Undefined for a line that is no command. */
export function parseEntry(line: string, format: LogFormat): LogEntry | undefined {
  return format === 'monitor' ? parseMonitorLine(line) : parseJsonLine(line);
}

/**
 * A line of MONITOR: `1339518083.107412 [0 127.0.0.1:60866] "set" "x" "1"`, with or without the `+` of the protocol. Source:
 * replicationFeedMonitors in redis/src/replication.c, and sdscatrepr in redis/src/sds.c for the escapes.
 */
function parseMonitorLine(line: string): LogEntry | undefined {
  const head = /^\+?(\d+\.\d{1,6}) \[(\d+) .*?\] (?=")/.exec(line);
  if (head === null) return undefined;
  const words = parseWords(line, head[0].length);
  return words && { atMs: 1000 * Number(head[1]), database: Number(head[2]), words };
}

/** Quoted words, each separated by a space. */
function parseWords(line: string, from: number): readonly string[] | undefined {
  if (!line.includes('\\', from)) {
    // A quote inside of a word would be escaped.
    return line.endsWith('"') ? line.slice(from + 1, -1).split('" "') : undefined;
  }
  const words: string[] = [];
  const word = /"((?:[^"\\]|\\.)*)"(?: |$)/y;
  for (word.lastIndex = from; word.lastIndex < line.length; ) {
    const found = word.exec(line);
    if (found === null) return undefined;
    words.push(unescaped(found[1] ?? ''));
  }
  return words;
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:x([0-9a-f]{2})|(.))/gi, (_, hexadecimal: string | undefined, letter: string) =>
    hexadecimal === undefined ? (escapes[letter] ?? letter) : String.fromCharCode(Number.parseInt(hexadecimal, 16)),
  );
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', a: '\u0007', b: '\b' };

/** `{"atMs": 12.5, "command": ["SET", "x", "1"]}`, with words in UTF-8. */
function parseJsonLine(line: string): LogEntry | undefined {
  try {
    // Lines are read byte by byte.
    const value: unknown = JSON.parse(Buffer.from(line, 'latin1').toString('utf8'));
    if (typeof value !== 'object' || value === null || !('atMs' in value) || !('command' in value)) return undefined;
    const { atMs, command } = value;
    if (typeof atMs !== 'number' || !Number.isFinite(atMs) || !Array.isArray(command)) return undefined;
    const words = command.map((word: unknown) => Buffer.from(String(word), 'utf8').toString('latin1'));
    return words.length === 0 ? undefined : { atMs, database: 0, words };
  } catch {
    return undefined;
  }
}
