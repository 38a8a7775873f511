import type { Stats } from '../record/sections/stats.js';
import { formatCount, formatDuration } from '../report/format-figures.js';
import type { ShownOutage } from './live-state.js';

/** `no write for 2.40 s, no read for 2.30 s`; with several shards, one text each, longest outage first. */
export function outageTexts(outages: readonly ShownOutage[]): readonly string[] {
  const byLength = outages.toSorted((left, right) => right.lengthMs - left.lengthMs);
  return [...new Set(byLength.map(({ shard }) => shard))].map((shard) => {
    const own = outages.filter((outage) => outage.shard === shard);
    const text = own.map(({ sort, lengthMs }) => `no ${sort} for ${formatDuration(inTenths(lengthMs))}`).join(', ');
    return shard === null ? text : `shard ${shard}: ${text}`;
  });
}

/** `failed 12, indeterminate 3, dropped 900`; undefined if all succeeded. */
export function failuresText({ fail, indeterminate, dropped }: Stats['operations']): string | undefined {
  const parts = [
    ['failed', fail],
    ['indeterminate', indeterminate],
    ['dropped', dropped],
  ] as const;
  const shown = parts.filter(([, count]) => count > 0);
  return shown.length === 0 ? undefined : shown.map(([word, count]) => `${word} ${formatCount(count)}`).join(', ');
}

/** With a finer resolution, a figure redrawn several times a second would only flicker. */
function inTenths(lengthMs: number): number {
  return Math.round(lengthMs / 100) * 100;
}
