import type { KeySpaceName } from './operation-plan.js';
import { keyDigits, keyNameAround } from './write-stamp.js';

/** Hash slots of a Redis Cluster. Source: Redis Cluster specification, "Key distribution model". */
export const hashSlotCount = 16_384;

/** A range of slots, both ends included. */
export interface SlotRange {
  readonly first: number;
  readonly last: number;
}

/** A range of slots from a server, as numbers or text; undefined if invalid. */
export function slotRange(first: unknown, last: unknown): SlotRange | undefined {
  const [from, to] = [slotNumber(first), slotNumber(last)];
  return from === undefined || to === undefined || from > to ? undefined : { first: from, last: to };
}

function slotNumber(given: unknown): number | undefined {
  const number = typeof given === 'string' && /^\d{1,5}$/.test(given) ? Number(given) : given;
  return Number.isInteger(number) && Number(number) >= 0 && Number(number) < hashSlotCount ? Number(number) : undefined;
}

/** The hash slot of a key: CRC16 of its name, or of the text between its first `{` and the next `}`, if not empty. */
export function hashSlot(key: string): number {
  return crcOfText(0, taggedPart(key)) % hashSlotCount;
}

/** The same for a key in binary: one character per byte. */
export function hashSlotOfBytes(key: string): number {
  return crcOfText(0, taggedPart(key), 'latin1') % hashSlotCount;
}

function taggedPart(key: string): string {
  const open = key.indexOf('{');
  const close = open < 0 ? -1 : key.indexOf('}', open + 1);
  return close > open + 1 ? key.slice(open + 1, close) : key;
}

/** The hash slot of our own key by number, without building its name: the CRC continues from the common prefix. */
export function ownKeyHashing(space: KeySpaceName, runTag: string): (keyIndex: number) => number {
  const { before, after } = keyNameAround(space, runTag);
  const isTagged = before.endsWith('{') && after.startsWith('}');
  const prefixCrc = isTagged ? 0 : crcOfText(0, before);
  return (keyIndex) => {
    let crc = prefixCrc;
    for (let unit = highestUnit; unit >= 1; unit /= 10) crc = step(crc, 0x30 + (Math.floor(keyIndex / unit) % 10));
    if (!isTagged) crc = crcOfText(crc, after);
    return crc % hashSlotCount;
  };
}

/** The slots of each shard: distributed as evenly as possible, in order. */
export function spreadSlots(shardCount: number): readonly SlotRange[] {
  const firstOf = (shard: number) => Math.floor((shard * hashSlotCount) / shardCount);
  return Array.from({ length: shardCount }, (_, shard) => ({ first: firstOf(shard), last: firstOf(shard + 1) - 1 }));
}

const highestUnit = 10 ** (keyDigits - 1);

/** CRC-16/XMODEM: polynomial 0x1021, initial value 0, not reflected. */
const table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x8000 ? (crc << 1) ^ 0x1021 : crc << 1;
  return crc & 0xffff;
});

function step(crc: number, byte: number): number {
  return ((crc << 8) & 0xffff) ^ (table[(crc >> 8) ^ byte] ?? 0);
}

function crcOfText(crc: number, text: string, encoding: 'utf8' | 'latin1' = 'utf8'): number {
  if (text === '') return crc;
  let value = crc;
  for (const byte of Buffer.from(text, encoding)) value = step(value, byte);
  return value;
}
