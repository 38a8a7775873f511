import type { ValueSizes } from '../../model/scenario.js';
import { hash32 } from '../../random/hash.js';
import { forkRandom } from '../../random/random.js';
import type { Parsed } from '../../units/parsed.js';
import { formatSize, parseSize } from '../../units/size.js';

/** Syntax of value sizes, for messages. */
export const valueSizeSyntax =
  'a size in bytes, such as 128 or 4kb, a range, such as 64-1024, or weighted sizes, such as 32:70,4096:30';
const mostChoices = 100;
const mostWeight = 1_000_000;

/** Parses `128`, `64-1024` (each size in the range equally likely) or `32:70,4096:30` (in proportion to the weights). */
export function parseValueSizes(text: string): Parsed<ValueSizes> {
  if (text.includes(':')) return parseWeighted(text);
  const given = text.trim().replace(/\s*(\.\.\.?|–|\bto\b)\s*/i, '-');
  if (given.includes('-', 1)) {
    const range = parseSizeRange(given);
    if (range.expected !== undefined) return range;
    const { leastBytes, mostBytes } = range.value;
    if (given !== text.trim())
      return { expected: valueSizeSyntax, suggestion: `${formatSize(leastBytes)}-${formatSize(mostBytes)}` };
    return { value: { kind: 'range', leastBytes, mostBytes } };
  }
  const bytes = parseSize(text);
  if (bytes.expected !== undefined) return { ...bytes, expected: valueSizeSyntax };
  return { value: { kind: 'fixed', bytes: bytes.value } };
}

/** Smallest and largest size, in bytes. */
export function boundsOf(sizes: ValueSizes): { readonly leastBytes: number; readonly mostBytes: number } {
  switch (sizes.kind) {
    case 'fixed':
      return { leastBytes: sizes.bytes, mostBytes: sizes.bytes };
    case 'range':
      return sizes;
    case 'weighted': {
      const all = sizes.choices.map(({ bytes }) => bytes);
      return { leastBytes: Math.min(...all), mostBytes: Math.max(...all) };
    }
    default:
      return sizes satisfies never;
  }
}

/**
 * Returns the size of a write in bytes, derived from seed, key and sequence number alone, so that it can be recomputed
 * anywhere. `key` is the index over all workers. Allocates nothing.
 */
export function valueSizer(sizes: ValueSizes, seed: number): (key: number, sequence: number) => number {
  const sizeSeed = forkRandom(seed, 'value-sizes').below(2 ** 32);
  switch (sizes.kind) {
    case 'fixed': {
      const { bytes } = sizes;
      return () => bytes;
    }
    case 'range': {
      const { leastBytes, mostBytes } = sizes;
      const perHash = (mostBytes - leastBytes + 1) / 2 ** 32;
      return (key, sequence) => leastBytes + Math.floor(hash32(sizeSeed, key, sequence) * perHash);
    }
    case 'weighted':
      return weightedSizer(sizes.choices, sizeSeed);
    default:
      return sizes satisfies never;
  }
}

type Choices = Extract<ValueSizes, { kind: 'weighted' }>['choices'];

function weightedSizer(choices: Choices, sizeSeed: number): (key: number, sequence: number) => number {
  const total = choices.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  const bounds = Float64Array.from(choices, ({ weight }) => {
    below += weight;
    return (below / total) * 2 ** 32;
  });
  const sizes = Int32Array.from(choices, ({ bytes }) => bytes);
  const last = choices.length - 1;
  return (key, sequence) => {
    const hash = hash32(sizeSeed, key, sequence);
    let choice = 0;
    while (choice < last && hash >= bounds[choice]!) choice += 1;
    return sizes[choice]!;
  };
}

function parseWeighted(text: string): Parsed<ValueSizes> {
  const expected = 'weighted sizes, each as SIZE:WEIGHT with a weight above 0, such as 32:70,4096:30';
  const entries = text.split(',').map((entry) => entry.split(':'));
  const choices = entries.map(([size = '', weight = '', ...rest]) => ({
    bytes: parseSize(size).value ?? Number.NaN,
    weight: rest.length === 0 && /^\s*\d+(\.\d+)?\s*$/.test(weight) ? Number(weight) : Number.NaN,
  }));
  const areRight = choices.every(({ bytes, weight }) => bytes >= 0 && weight > 0 && weight <= mostWeight);
  if (areRight && choices.length <= mostChoices) return { value: { kind: 'weighted', choices } };
  const meant = text.replaceAll(/\s*[;|]\s*/g, ',');
  return meant !== text && parseWeighted(meant).expected === undefined ? { expected, suggestion: meant } : { expected };
}

const sizeRangeSyntax = 'a range of sizes, smaller first, such as 64-1024 or 1kb-4kb';

/** Parses a range such as `64-1024` or `1kb-4kb`, both ends included, into whole bytes. */
function parseSizeRange(text: string): Parsed<{ readonly leastBytes: number; readonly mostBytes: number }> {
  const [, first = '', last = ''] = /^([^-]+)-([^-]+)$/.exec(text) ?? [];
  const [least, most] = [parseSize(first).value, parseSize(last).value];
  if (least === undefined || most === undefined) return { expected: sizeRangeSyntax };
  if (least > most) return { expected: sizeRangeSyntax, suggestion: `${formatSize(most)}-${formatSize(least)}` };
  return { value: { leastBytes: least, mostBytes: most } };
}
