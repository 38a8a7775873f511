import { foreign } from '../../../audit/observation.js';
import { runTagCharacters, stampBytes } from '../../../model/write-stamp.js';

/** `observedSequence` of a value that stands in a buffer: the same answer, without making a string of it. */
export function observeBytes(buffer: Buffer, start: number, end: number, runTag: Buffer, keyIndex: number): number {
  if (end - start < stampBytes) return foreign;
  for (let at = 0; at < runTagCharacters; at += 1) if (buffer[start + at] !== runTag[at]) return foreign;
  if (readHexadecimal(buffer, start + runTagCharacters) !== keyIndex) return foreign;
  const sequence = readHexadecimal(buffer, start + runTagCharacters + 8);
  return sequence < 0 ? foreign : sequence;
}

/** Eight lower-case hexadecimal digits, or -1. */
function readHexadecimal(buffer: Buffer, start: number): number {
  let number = 0;
  for (let at = start; at < start + 8; at += 1) {
    const code = buffer[at]!;
    const digit = code >= 48 && code <= 57 ? code - 48 : code >= 97 && code <= 102 ? code - 87 : -1;
    if (digit < 0) return -1;
    number = number * 16 + digit;
  }
  return number;
}
