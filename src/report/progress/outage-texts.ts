import type { Stats } from '../../model/run-record.js';
import { formatCount, formatDuration } from '../format-figures.js';
import type { ShownOutage } from './live-state.js';

/** `no write for 2.40 s, no read for 2.30 s`; one text a shard, the longest outage first, where there are several. */
export function outageTexts(outages: readonly ShownOutage[]): readonly string[] {
  const byLength = outages.toSorted((left, right) => right.lengthMs - left.lengthMs);
  return [...new Set(byLength.map(({ shard }) => shard))].map((shard) => {
    const own = outages.filter((outage) => outage.shard === shard);
    const text = own.map(({ sort, lengthMs }) => `no ${sort} for ${formatDuration(inTenths(lengthMs))}`).join(', ');
    return shard === null ? text : `shard ${shard}: ${text}`;
  });
}

/** `failed 12, indeterminate 3, dropped 900`; undefined where all ended well. */
export function failuresText({ fail, indeterminate, dropped }: Stats['operations']): string | undefined {
  const parts = [
    ['failed', fail],
    ['indeterminate', indeterminate],
    ['dropped', dropped],
  ] as const;
  const shown = parts.filter(([, count]) => count > 0);
  return shown.length === 0 ? undefined : shown.map(([word, count]) => `${word} ${formatCount(count)}`).join(', ');
}

/** Finer than that, a figure that is drawn a few times a second only flickers. */
function inTenths(lengthMs: number): number {
  return Math.round(lengthMs / 100) * 100;
}
