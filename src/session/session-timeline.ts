import type { RunEvent } from '../record/sections/events.js';
import { formatMoment } from '../report/format-figures.js';
import { withPlainText } from '../report/plain-text.js';
import { longestLineBytes, type SessionTimeline } from './control-protocol.js';
import { sessionEventText } from './session-event-text.js';

/** The latest events that fit into one answer. `startedAt`: the start of the cluster, from which their times count. */
export function sessionTimeline(startedAt: Date, events: readonly RunEvent[]): SessionTimeline {
  let left = longestLineBytes / 2;
  const earliest = events.findLastIndex((event) => {
    left -= Buffer.byteLength(JSON.stringify(event));
    return left < 0;
  });
  return { startedAt: startedAt.toISOString(), omitted: earliest + 1, events: events.slice(earliest + 1) };
}

/** One line for each event: when, how long after the start, and what. Without what sentinels merely say among themselves. */
export function timelineLines({ startedAt, events }: SessionTimeline): readonly string[] {
  const startMs = Date.parse(startedAt);
  return events.flatMap(({ atMs, ...body }) => {
    const text = body.type === 'warning' ? body.message : sessionEventText(body);
    if (text === undefined) return [];
    const at = new Date(startMs + atMs).toISOString();
    return [`${at}  ${formatMoment(atMs).padStart(9)}  ${withPlainText(text)}`];
  });
}
