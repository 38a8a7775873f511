import { createHash } from 'node:crypto';
import type { ReplayOptions } from '../load/replay/replay-plan.js';
import type { LogEntry } from './log-entry.js';
import { replayedCommands } from './replayed-commands.js';

/** A command of a log as it is sent. */
export interface ReplayedRequest {
  /** In lower case. */
  readonly name: string;
  /** The first, in binary: it decides the order and the node. */
  readonly key: string;
  /** In RESP, one character per byte. */
  readonly text: string;
  /** Its keys, arguments and values. */
  readonly payloadBytes: number;
}

/** Longer requests are not replayed: every connection has buffers for the longest. */
const mostRequestBytes = 1024 * 1024;
const hashCharacters = 16;

/** The request of an entry, or the name under which it counts as not replayed. */
export function replayedRequest(
  { words }: Pick<LogEntry, 'words'>,
  { keys, values }: Pick<ReplayOptions, 'keys' | 'values'>,
  salt: string,
): ReplayedRequest | { readonly refused: string } {
  const name = (words[0] ?? '').toLowerCase();
  const shape = replayedCommands.get(name);
  const keyPlaces = shape?.keys(words) ?? [];
  const [first] = keyPlaces;
  if (shape === undefined || first === undefined) return { refused: name };
  const sent = [...words];
  if (keys === 'hashed') for (const place of keyPlaces) sent[place] = hashedKey(sent[place] ?? '', salt);
  if (values === 'sizes') for (const place of shape.values(words)) sent[place] = sameSize(sent[place] ?? '', salt);
  let text = `*${sent.length}\r\n`;
  let payloadBytes = -name.length;
  for (const word of sent) {
    text += `$${word.length}\r\n${word}\r\n`;
    payloadBytes += word.length;
  }
  return text.length > mostRequestBytes
    ? { refused: `${name} of more than 1 MB` }
    : { name, key: sent[first] ?? '', text, payloadBytes };
}

/** Keys of one hash slot stay together. */
function hashedKey(key: string, salt: string): string {
  const tag = /^[^{]*\{([^}]+)\}/.exec(key)?.[1];
  const name = digest(key, salt).slice(0, hashCharacters);
  return tag === undefined ? name : `{${digest(tag, salt).slice(0, hashCharacters)}}${name}`;
}

/** Equal values stay equal, and numbers stay numbers, so that commands on them still work; others become letters. */
function sameSize(value: string, salt: string): string {
  const pattern = digest(value, salt);
  if (/^-?\d+$/.test(value)) {
    const digitAt = (place: number) => String(1 + (pattern.charCodeAt(place % pattern.length) % 9));
    return value.replaceAll(/\d/g, (_, place: number) => digitAt(place));
  }
  const letters = pattern.replaceAll(/\d/g, (digit) => 'ghijklmnop'[Number(digit)] ?? '');
  return letters.repeat(Math.ceil(value.length / letters.length)).slice(0, value.length);
}

function digest(text: string, salt: string): string {
  return createHash('sha1').update(`${salt}/`).update(text, 'latin1').digest('hex');
}
