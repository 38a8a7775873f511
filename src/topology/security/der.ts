/** The subset of DER (ITU-T X.690) that a certificate needs: tag, length, content. */
export const der = {
  sequence: (...parts: readonly Buffer[]) => element(0x30, ...parts),
  set: (...parts: readonly Buffer[]) => element(0x31, ...parts),
  /** A non-negative integer, most significant byte first. */
  integer: (bytes: Buffer) => element(0x02, (bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes),
  true: () => element(0x01, Buffer.of(0xff)),
  objectId: (dotted: string) => element(0x06, objectIdBytes(dotted)),
  text: (text: string) => element(0x0c, Buffer.from(text, 'utf8')),
  octets: (content: Buffer) => element(0x04, content),
  /** `unusedBits`: number of unused bits in the last byte. */
  bits: (content: Buffer, unusedBits = 0) => element(0x03, Buffer.of(unusedBits), content),
  /** RFC 5280, section 4.1.2.5: two-digit years up to 2049, then four-digit ones. */
  time(moment: Date) {
    const digits = `${moment.toISOString().replace(/\.\d+|[-:T]/g, '')}`;
    return moment.getUTCFullYear() < 2050
      ? element(0x17, Buffer.from(digits.slice(2), 'latin1'))
      : element(0x18, Buffer.from(digits, 'latin1'));
  },
  /** Context-specific, wrapping whole elements. */
  explicit: (number: number, ...parts: readonly Buffer[]) => element(0xa0 | number, ...parts),
  /** Context-specific, replacing the content's own tag. */
  implicit: (number: number, content: Buffer) => element(0x80 | number, content),
} as const;

function element(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(tag), lengthBytes(content.length), content]);
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hexadecimal = length.toString(16);
  const bytes = Buffer.from(hexadecimal.padStart(hexadecimal.length + (hexadecimal.length % 2), '0'), 'hex');
  return Buffer.concat([Buffer.of(0x80 | bytes.length), bytes]);
}

/** The first two numbers share a byte; the others use seven bits per byte, with the eighth set in all but the last byte. */
function objectIdBytes(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  return Buffer.from([first * 40 + second, ...rest.flatMap(base128)]);
}

function base128(number: number): number[] {
  const bytes = [number & 0x7f];
  for (let left = number >>> 7; left > 0; left >>>= 7) bytes.unshift(0x80 | (left & 0x7f));
  return bytes;
}
