import { expect, it } from 'vitest';
import { RunLog } from '../../src/progress/run-log.js';
import type { RunEvent } from '../../src/record/sections/events.js';

it('passes a follower exactly the events of the record, although servers report more', () => {
  const followed: RunEvent[] = [];
  const log = new RunLog(() => {});
  log.epochMs = 1_000;
  log.warn('early', 'before anybody followed');
  log.follow({ event: (event) => void followed.push(event) });
  log.warn('later', 'during the run');
  const recorded = log.takeEvents();
  log.warn('late', 'after the record was made');
  expect(recorded).toHaveLength(2);
  expect(followed).toEqual(recorded);
});
