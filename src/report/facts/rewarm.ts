import type { FaultRecord } from '../../record/sections/faults.js';
import { formatDuration, formatRatio } from '../format-figures.js';

/** How far the hit rate fell after a fault and when it was back, as a sentence; null without a dip, or if the record lacks it. */
export function rewarmSentence({ rewarmMs, lowestHitRate }: FaultRecord): string | null {
  if (rewarmMs === undefined || rewarmMs === 0 || lowestHitRate === undefined || lowestHitRate === null) return null;
  const fell = `The hit rate fell to ${formatRatio(lowestHitRate)}`;
  return rewarmMs === null
    ? `${fell} and had not recovered when the run ended or the next fault struck.`
    : `${fell} and was back after ${formatDuration(rewarmMs)}.`;
}
