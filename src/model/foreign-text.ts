import { redactText } from './redact-text.js';
import { linesWithoutWorkflowCommands, withoutWorkflowCommands } from './workflow-commands.js';

/** Enough for any genuine foreign text: error replies, names and versions are shorter. */
const mostCharacters = 500;
const mostMessageCharacters = 20_000;

/**
 * Makes foreign text (a server's error, a name, a version, a key, a field of a file) safe to show: on one line, without URL
 * secrets, at most `most` characters, with everything escaped that could control a terminal, reorder a line or act as a CI
 * command (`\x1b`, `\n`, `\u{202e}`). Idempotent. Takes linear time.
 */
export function foreignText(text: string, most: number = mostCharacters): string {
  const redacted = redactText(text);
  // Truncated text need not be escaped. One extra character shows that there was more.
  const shown = withoutWorkflowCommands(escapeWith(unsafe, redacted.slice(0, most + 1)));
  return redacted.length <= most && shown.length <= most ? shown : cut(shown, most, text.length);
}

/** The same for a multi-line message, keeping its line breaks; for text printed as a whole. */
export function foreignLines(text: string, most: number = mostMessageCharacters): string {
  const redacted = redactText(text);
  const shown = linesWithoutWorkflowCommands(escapeWith(unsafeInLines, redacted.slice(0, most + 1)));
  return redacted.length <= most && shown.length <= most ? shown : cut(shown, most, text.length);
}

function cut(text: string, most: number, length: number): string {
  const note = `… (${length} characters)`;
  // Half a surrogate pair is not a character.
  const head = text.slice(0, Math.max(0, most - note.length)).replace(/[\ud800-\udbff]$/, '');
  return head === '' ? '…'.slice(0, most) : head + note;
}

/** Controls, line and paragraph separators, direction marks, invisible characters, unpaired surrogates. */
const unsafe = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const unsafeInLines = /(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

function escapeWith(pattern: RegExp, text: string): string {
  return text.replace(pattern, (character) => {
    const named = escapes.get(character);
    if (named !== undefined) return named;
    const hexadecimal = (character.codePointAt(0) ?? 0).toString(16);
    return hexadecimal.length > 2 ? `\\u{${hexadecimal}}` : `\\x${hexadecimal.padStart(2, '0')}`;
  });
}

const escapes: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);
