// Two digits at a time: tables of four would exceed the L1 cache, which the ledger's keys need.
const decimalPairs = pairsOf(10);
const hexadecimalPairs = pairsOf(16);
const notADigit = 255;
const highestDigit = 15;
const hexadecimalValues = new Uint8Array(256).fill(notADigit);
for (let value = 0; value < 16; value += 1) hexadecimalValues[value.toString(16).charCodeAt(0)] = value;

/** Writes 8 decimal digits at `at`. `number` is below 100,000,000. */
export function writeDecimal(target: Buffer, at: number, number: number): void {
  const high = (number / 10_000) | 0;
  writeFourDecimals(target, at, high);
  writeFourDecimals(target, at + 4, number - high * 10_000);
}

/** Writes 8 lower-case hexadecimal digits at `at`. `number` is a 32-bit integer. */
export function writeHexadecimal(target: Buffer, at: number, number: number): void {
  copyPair(hexadecimalPairs, number >>> 24, target, at);
  copyPair(hexadecimalPairs, (number >>> 16) & 0xff, target, at + 2);
  copyPair(hexadecimalPairs, (number >>> 8) & 0xff, target, at + 4);
  copyPair(hexadecimalPairs, number & 0xff, target, at + 6);
}

/** Parses 8 lower-case hexadecimal digits, or returns -1. */
export function readHexadecimal(buffer: Buffer, at: number): number {
  const high = readFourHexadecimals(buffer, at);
  const low = readFourHexadecimals(buffer, at + 4);
  return high < 0 || low < 0 ? -1 : high * 65_536 + low;
}

function readFourHexadecimals(buffer: Buffer, at: number): number {
  const first = hexadecimalValues[buffer[at]!]!;
  const second = hexadecimalValues[buffer[at + 1]!]!;
  const third = hexadecimalValues[buffer[at + 2]!]!;
  const fourth = hexadecimalValues[buffer[at + 3]!]!;
  if ((first | second | third | fourth) > highestDigit) return -1;
  return (first << 12) | (second << 8) | (third << 4) | fourth;
}

function writeFourDecimals(target: Buffer, at: number, number: number): void {
  const high = (number / 100) | 0;
  copyPair(decimalPairs, high, target, at);
  copyPair(decimalPairs, number - high * 100, target, at + 2);
}

function copyPair(pairs: Uint8Array, number: number, target: Buffer, at: number): void {
  target[at] = pairs[number * 2]!;
  target[at + 1] = pairs[number * 2 + 1]!;
}

/** All two-digit numbers. */
function pairsOf(radix: 10 | 16): Uint8Array {
  const texts = Array.from({ length: radix ** 2 }, (_, number) => number.toString(radix).padStart(2, '0'));
  return Uint8Array.from(Buffer.from(texts.join('')));
}
