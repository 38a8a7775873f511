import { expect, test } from 'vitest';
import type { RunEvent } from '../../src/record/sections/events.js';
import { longestLineBytes, timelineSchema } from '../../src/session/control-protocol.js';
import { sessionTimeline, timelineLines } from '../../src/session/session-timeline.js';

const startedAt = new Date('2026-11-30T10:00:00.500Z');

test('each event has its time on the wall clock and since the start; what sentinels say among themselves is left out', () => {
  const timeline = sessionTimeline(startedAt, [
    { atMs: 0, type: 'fault-injected', fault: 'kill-process', targets: ['n1'] },
    { atMs: 900, type: 'server-event', node: 's1', name: '+vote-for-leader', detail: 'abc 1' },
    { atMs: 61_234.4, type: 'role-changed', node: 'n2', from: 'replica', to: 'primary' },
    { atMs: 70_000, type: 'warning', code: 'recovery-failed', message: 'n1 did\nnot start' },
  ]);
  expect(timelineLines(timeline)).toEqual([
    '2026-11-30T10:00:00.500Z    0.000 s  kill-process strikes n1',
    '2026-11-30T10:01:01.734Z   61.234 s  n2 is now primary (was replica)',
    '2026-11-30T10:01:10.500Z   70.000 s  n1 did\\nnot start',
  ]);
  expect(timeline.omitted).toBe(0);
});

test('the latest events fit into one answer, and the others are counted', () => {
  const events = Array.from({ length: 9_000 }, (_, index): RunEvent => {
    return { atMs: index, type: 'server-event', node: 's1', name: '+sdown', detail: 'x'.repeat(100) };
  });
  const timeline = sessionTimeline(startedAt, events);
  expect(JSON.stringify(timeline).length).toBeLessThan(longestLineBytes);
  expect(timeline.omitted).toBeGreaterThan(0);
  expect(timeline.omitted + timeline.events.length).toBe(9_000);
  expect(timeline.events.at(-1)).toEqual(events.at(-1));
  expect(timelineSchema.safeParse(timeline).success).toBe(true);
});
