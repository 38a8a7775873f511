import { foreign } from '../../../audit/observation.js';
import { runTagCharacters, stampBytes } from '../../../model/write-stamp.js';
import { readHexadecimal } from './digits.js';

/** `observedSequence` for a value in a buffer, without creating a string. */
export function observeBytes(buffer: Buffer, start: number, end: number, runTag: Buffer, keyIndex: number): number {
  if (end - start < stampBytes) return foreign;
  for (let at = 0; at < runTagCharacters; at += 1) if (buffer[start + at] !== runTag[at]) return foreign;
  if (readHexadecimal(buffer, start + runTagCharacters) !== keyIndex) return foreign;
  const sequence = readHexadecimal(buffer, start + runTagCharacters + 8);
  return sequence < 0 ? foreign : sequence;
}
