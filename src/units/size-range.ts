import type { Parsed } from './parsed.js';
import { formatSize, parseSize } from './size.js';

const sizeRangeSyntax = 'a range of sizes, smaller first, such as 64-1024 or 1kb-4kb';

/** Parses a range such as `64-1024` or `1kb-4kb`, both ends included, into whole bytes. */
export function parseSizeRange(text: string): Parsed<{ readonly leastBytes: number; readonly mostBytes: number }> {
  const [, first = '', last = ''] = /^([^-]+)-([^-]+)$/.exec(text) ?? [];
  const [least, most] = [parseSize(first).value, parseSize(last).value];
  if (least === undefined || most === undefined) return { expected: sizeRangeSyntax };
  if (least > most) return { expected: sizeRangeSyntax, suggestion: `${formatSize(most)}-${formatSize(least)}` };
  return { value: { leastBytes: least, mostBytes: most } };
}
