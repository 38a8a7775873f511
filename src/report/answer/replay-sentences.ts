import { basename } from 'node:path';
import type { RunRecord } from '../../record/run-record.js';
import { formatCount, formatLatency } from '../format-figures.js';

/** How much of a log was replayed, and how well its times were kept. */
export function replaySentences({ replay }: RunRecord): readonly string[] {
  if (replay === undefined) return [];
  const { file, lines, replayed, late } = replay;
  const kept = late
    ? `; 99 % of them were sent within ${formatLatency(late.p99Us)} of their time, all within ${formatLatency(late.maxUs)}`
    : '';
  return [`Of the ${formatCount(lines)} lines of ${basename(file)}, ${formatCount(replayed)} were replayed${kept}.`];
}
