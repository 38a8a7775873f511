import { describe, expect, it, test } from 'vitest';
import { loadBetween, parseCounters } from '../../src/survey/redis-counters.js';

function info(get: number, more = ''): string {
  return `# Server\r\nrun_id:a\r\n${more}cmdstat_get:calls=${get},usec=9\r\ncmdstat_info:calls=${get > 100 ? 2 : 1},usec=1\r\nkeyspace_hits:${get}\r\n`;
}

describe('the load between two readings of INFO', () => {
  it('is the difference over the time between them, summed over the servers, without our own INFO', () => {
    const before = [parseCounters(info(100), 1000), parseCounters(info(100), 1000)];
    const after = [parseCounters(info(300), 3000), parseCounters(info(200), 5000)];
    expect(loadBetween(before, after)).toEqual({
      rates: { get: 125 },
      hitsPerSecond: 125,
      missesPerSecond: 0,
      windowMs: 4000,
    });
  });

  it.each([
    ['restarted', info(300).replace('run_id:a', 'run_id:b')],
    ['had its counters reset', info(50)],
  ])('is unknown if a server %s', (_, second) => {
    expect(loadBetween([parseCounters(info(100), 0)], [parseCounters(second, 1000)])).toBeUndefined();
  });
});

test('settings are those that are not the default, as directives', () => {
  const { settings } = parseCounters('maxmemory:0\r\nmaxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n', 0);
  expect(settings).toEqual({ 'maxmemory-policy': 'allkeys-lru', appendonly: 'yes' });
});
