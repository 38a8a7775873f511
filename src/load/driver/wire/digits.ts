const decimalQuads = quadsOf(10);
const hexadecimalQuads = quadsOf(16);
const notADigit = 255;
const hexadecimalValues = new Uint8Array(256).fill(notADigit);
for (let value = 0; value < 16; value += 1) hexadecimalValues[value.toString(16).charCodeAt(0)] = value;

/** Writes 8 decimal digits at `at`. `number` below 100,000,000. */
export function writeDecimal(target: Buffer, at: number, number: number): void {
  const high = (number / 10_000) | 0;
  copyQuad(decimalQuads, high, target, at);
  copyQuad(decimalQuads, number - high * 10_000, target, at + 4);
}

/** Writes 8 lower-case hexadecimal digits at `at`. `number` a whole number of 32 bits. */
export function writeHexadecimal(target: Buffer, at: number, number: number): void {
  copyQuad(hexadecimalQuads, number >>> 16, target, at);
  copyQuad(hexadecimalQuads, number & 0xffff, target, at + 4);
}

/** The number that 8 lower-case hexadecimal digits say, or -1. */
export function readHexadecimal(buffer: Buffer, at: number): number {
  let number = 0;
  for (let place = at; place < at + 8; place += 1) {
    const value = hexadecimalValues[buffer[place]!]!;
    if (value === notADigit) return -1;
    number = number * 16 + value;
  }
  return number;
}

function copyQuad(quads: Uint8Array, number: number, target: Buffer, at: number): void {
  const from = number * 4;
  target[at] = quads[from]!;
  target[at + 1] = quads[from + 1]!;
  target[at + 2] = quads[from + 2]!;
  target[at + 3] = quads[from + 3]!;
}

/** Every number of four digits. By arithmetic, because every thread builds it at its start. */
function quadsOf(radix: 10 | 16): Uint8Array {
  const count = radix ** 4;
  const quads = new Uint8Array(count * 4);
  const digits = Array.from({ length: radix }, (_, value) => value.toString(radix).charCodeAt(0));
  for (let number = 0; number < count; number += 1) {
    let left = number;
    for (let place = number * 4 + 3; place >= number * 4; place -= 1) {
      const digit = left % radix;
      quads[place] = digits[digit]!;
      left = (left - digit) / radix;
    }
  }
  return quads;
}
