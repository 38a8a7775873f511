import type { SampledKey } from './key-sample.js';

/** More distinct sizes than this are reduced to quantiles. */
const mostSizes = 20;
const mostValueBytes = 16 * 1024 ** 2;
/** Odd, so that one of them is the median. */
const quantiles = 21;

/** Value sizes of a sample in scenario syntax, with exactly its median; undefined without values. */
export function valueSizesOf(
  keys: readonly SampledKey[],
):
  | { readonly text: string; readonly medianBytes: number; readonly mostBytes: number; readonly of: string }
  | undefined {
  const ofStrings = bytesOf(keys, 'string');
  const sorted = ofStrings.length > 0 ? ofStrings : bytesOf(keys, 'hash');
  const mostBytes = sorted.at(-1);
  if (mostBytes === undefined) return undefined;
  const isFew = new Set(sorted).size <= mostSizes;
  const kept = isFew
    ? sorted
    : Array.from({ length: quantiles }, (_, index) => quantile(sorted, (index + 0.5) / quantiles));
  const weights = new Map<number, number>();
  for (const bytes of kept) weights.set(bytes, (weights.get(bytes) ?? 0) + 1);
  const [only] = weights.keys();
  return {
    text: weights.size === 1 ? String(only) : [...weights].map(([bytes, weight]) => `${bytes}:${weight}`).join(','),
    medianBytes: quantile(sorted, 0.5),
    mostBytes,
    of: ofStrings.length > 0 ? 'strings' : 'hash fields',
  };
}

function bytesOf(keys: readonly SampledKey[], type: string): readonly number[] {
  const bytes = keys.flatMap((key) => (key.type === type && key.valueBytes !== null ? [key.valueBytes] : []));
  // A scenario has no empty and no larger values.
  return bytes.map((one) => Math.min(mostValueBytes, Math.max(1, one))).sort((one, other) => one - other);
}

/**
 * The time to live that keys were given, and how many of the sample have one. Only the remaining time is visible: it is
 * the whole one for a key just written, and the time since the last access, where reported, fills part of the gap. Hence
 * neither exceeds what was set, and the 99th percentile of their sums is close to it.
 */
export function lifetimeOf(
  keys: readonly SampledKey[],
): { readonly share: number; readonly seconds: number; readonly medianLeftSeconds: number } | undefined {
  const expiring = keys.filter(({ ttlMs }) => ttlMs !== null);
  if (expiring.length === 0) return undefined;
  const left = expiring.map(({ ttlMs }) => ttlMs ?? 0).sort((one, other) => one - other);
  const whole = expiring.map(({ ttlMs, idleMs }) => (ttlMs ?? 0) + (idleMs ?? 0)).sort((one, other) => one - other);
  return {
    share: expiring.length / keys.length,
    seconds: Math.max(1, Math.round(quantile(whole, 0.99) / 1000)),
    medianLeftSeconds: Math.round(quantile(left, 0.5) / 1000),
  };
}

/** The nearest-rank quantile of sorted figures: always one of them. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
