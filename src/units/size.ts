import { checkedValue, type Parsed } from './parsed.js';

/** The units of a size, each in bytes. As in redis.conf, `k` is 1000, `kb` is 1024; `kib` equals `kb`. */
const sizeUnits = {
  b: 1,
  k: 1000,
  kb: 1024,
  kib: 1024,
  m: 1000 ** 2,
  mb: 1024 ** 2,
  mib: 1024 ** 2,
  g: 1000 ** 3,
  gb: 1024 ** 3,
  gib: 1024 ** 3,
} as const;

const sizeSyntax = 'a size in bytes, such as 128, 4kb or 1mb';

/** Parses a size such as `128`, `4kb` or `1.5MiB` into whole bytes. Case-insensitive. */
export function parseSize(text: string): Parsed<number> {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/.exec(text.trim().toLowerCase());
  if (parts === null) return { expected: sizeSyntax };
  const [, number = '', unit = ''] = parts;
  const factor = unit === '' ? 1 : Object.entries(sizeUnits).find(([name]) => name === unit)?.[1];
  if (factor === undefined) return { expected: `${sizeSyntax} (units: ${Object.keys(sizeUnits).join(', ')})` };
  const bytes = Number(number) * factor;
  return Number.isSafeInteger(bytes) ? { value: bytes } : { expected: `${sizeSyntax}, with a whole number of bytes` };
}

/** The bytes of a size that was checked before. */
export function sizeBytes(written: string | number): number {
  return checkedValue(parseSize(String(written)));
}

/** Formats bytes in the largest unit that is exact: `128`, `4kb`, `3mb`. */
export function formatSize(bytes: number): string {
  for (const unit of ['gb', 'mb', 'kb'] as const) {
    if (bytes > 0 && bytes % sizeUnits[unit] === 0) return `${bytes / sizeUnits[unit]}${unit}`;
  }
  return String(bytes);
}
