import { formatCount, formatDuration } from '../report/format-figures.js';
import { textWidth } from '../report/text-width.js';
import type { Work } from './live-state.js';

const fullBarWidth = 40;
const leastBarWidth = 5;
/** A bar without a known end moves one step in this time. */
const stepMs = 250;

/**
 * The progress of a task in one line: `preload  ████████────────  45 %  9,000 of 20,000 keys`; without the counts if space
 * is short.
 */
export function workLine(work: Work, columns: number): string {
  const room = (figures: string) => columns - textWidth(work.label) - textWidth(figures) - 4;
  const whole = workFigures(work);
  const figures = room(whole) < leastBarWidth ? workFigures({ ...work, unit: null }) : whole;
  const barWidth = Math.min(fullBarWidth, room(figures));
  return [work.label, ...(barWidth < leastBarWidth ? [] : [bar(work, barWidth)]), figures].join('  ');
}

/** The same as figures only. */
export function workFigures({ done, total, unit, elapsedMs }: Work): string {
  const elapsed = `${Math.floor(elapsedMs / 1000)} s`;
  if (total === null) return unit === null ? elapsed : `${elapsed}, ${formatCount(done)} ${unit}`;
  const percent = total === 0 ? 100 : Math.floor((Math.min(done, total) / total) * 100);
  const counted = unit === null ? '' : `${formatCount(done)} of ${formatCount(total)} ${unit}, `;
  return `${percent} %  ${counted}${elapsed}`;
}

/** Elapsed time: `███████─────  12 s of 20 s`; without a known end, only the time. */
export function timeLine(atMs: number, durationMs: number | null, columns: number): string {
  const now = `${Math.max(0, atMs / 1000).toFixed(0)} s`;
  if (durationMs === null) return now;
  const figures = `${now} of ${formatDuration(durationMs)}`;
  const width = Math.min(fullBarWidth, columns - textWidth(figures) - 2);
  return width < leastBarWidth ? figures : `${filledBar(atMs / durationMs, width)}  ${figures}`;
}

function bar({ done, total, elapsedMs }: Work, width: number): string {
  if (total !== null) return filledBar(total === 0 ? 1 : done / total, width);
  const block = Math.ceil(width / 4);
  const way = width - block;
  const step = Math.floor(elapsedMs / stepMs) % (2 * way);
  const start = step <= way ? step : 2 * way - step;
  return '─'.repeat(start) + '█'.repeat(block) + '─'.repeat(way - start);
}

function filledBar(share: number, width: number): string {
  const filled = Math.floor(Math.min(1, Math.max(0, share)) * width);
  return '█'.repeat(filled) + '─'.repeat(width - filled);
}
