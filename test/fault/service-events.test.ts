import { expect, it } from 'vitest';
import { readServiceEvents } from '../../src/fault/service-events.js';

it('reads what ElastiCache and MemoryDB print, earliest first, and escapes what could control a terminal', () => {
  const text = JSON.stringify({
    Events: [
      {
        SourceName: 'other',
        SourceType: 'cluster',
        Message: 'Failed\u001b[2J over',
        Date: '2026-11-30T12:00:01.5+00:00',
      },
      { SourceIdentifier: 'mine', Message: 'Recovering cache nodes 0001', Date: '2026-11-30T12:00:00Z' },
    ],
  });
  expect(readServiceEvents(text)).toEqual([
    { atEpochMs: Date.UTC(2026, 10, 30, 12), source: 'mine', text: 'Recovering cache nodes 0001' },
    { atEpochMs: Date.UTC(2026, 10, 30, 12) + 1_500, source: 'other', text: 'Failed\\x1b[2J over' },
  ]);
  expect(readServiceEvents('{"Events": []}')).toEqual([]);
});

it.each([
  ['', /expected the JSON of aws elasticache describe-events, found ""/],
  ['An error occurred (AccessDenied)', /found "An error occurred \(AccessDenied\)"/],
  ['{"Events": [{"Message": "x", "Date": "yesterday"}]}', /expected a date .*found "yesterday"/],
])('says what it expected in place of %j', (text, message) => {
  expect(() => readServiceEvents(text)).toThrow(message);
});
