import { garbage, incomplete } from './framed-reader.js';

const carriageReturn = 13;
const lineFeed = 10;
/** Longer than any memcached line: a key has at most 250 bytes, an error message less than 1,024. */
const mostLineBytes = 2_048;

/** The end of the line at `at`, where its CR LF begins; otherwise `incomplete` or `garbage`. */
export function lineEndOf(buffer: Buffer, at: number, end: number): number {
  const lineEnd = buffer.indexOf(carriageReturn, at);
  if (lineEnd < 0 || lineEnd + 1 >= end) return end - at > mostLineBytes ? garbage : incomplete;
  return buffer[lineEnd + 1] === lineFeed ? lineEnd : garbage;
}

/** The position after the data block and CR LF at `at`; otherwise `incomplete` or `garbage`. */
export function afterData(buffer: Buffer, at: number, bytes: number, end: number): number {
  const dataEnd = at + bytes;
  if (dataEnd + 2 > end) return incomplete;
  return buffer[dataEnd] === carriageReturn && buffer[dataEnd + 1] === lineFeed ? dataEnd + 2 : garbage;
}

/** Whether the line is this word, or begins with it followed by a space. */
export function beginsWith(buffer: Buffer, at: number, lineEnd: number, word: Buffer): boolean {
  const wordEnd = at + word.length;
  if (wordEnd > lineEnd || (wordEnd < lineEnd && buffer[wordEnd] !== 0x20)) return false;
  for (let index = 0; index < word.length; index += 1) if (buffer[at + index] !== word[index]) return false;
  return true;
}

/** `ERROR`, `CLIENT_ERROR` and `SERVER_ERROR`, with what follows. */
export function isErrorLine(buffer: Buffer, at: number, lineEnd: number): boolean {
  return beginsWithOneOf(buffer, at, lineEnd, errorWords);
}

/** Whether the line begins with one of these words. */
export function beginsWithOneOf(buffer: Buffer, at: number, lineEnd: number, words: readonly Buffer[]): boolean {
  for (let index = 0; index < words.length; index += 1) if (beginsWith(buffer, at, lineEnd, words[index]!)) return true;
  return false;
}

const errorWords = ['SERVER_ERROR', 'CLIENT_ERROR', 'ERROR'].map((word) => Buffer.from(word));

/** A decimal number followed by a space or the end of the line, or -1. */
export function readDecimal(buffer: Buffer, at: number, lineEnd: number): number {
  let number = 0;
  let place = at;
  for (; place < lineEnd && buffer[place] !== 0x20; place += 1) {
    const digit = buffer[place]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return place === at ? -1 : number;
}

/** The position of the word after the next space, or `lineEnd`. */
export function nextWord(buffer: Buffer, at: number, lineEnd: number): number {
  let place = at;
  while (place < lineEnd && buffer[place] !== 0x20) place += 1;
  while (place < lineEnd && buffer[place] === 0x20) place += 1;
  return place;
}
