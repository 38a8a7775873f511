import { describe, expect, it } from 'vitest';
import type { RedundancyLoss } from '../../../src/run/redundancy/redundancy-watch.js';
import { warnOfLostRedundancy } from '../../../src/run/redundancy/warn-of-lost-redundancy.js';

const record = {
  fullResyncs: 1,
  partialResyncs: 0,
  withoutRedundancyMs: 2_500,
  links: [{ node: 'n2', times: 2, downMs: 2_400 }],
};
const fault = {
  injectedAtMs: 10_000,
  healedAtMs: null,
  joinedAtMs: 14_000,
  redundantAtMs: new Map([[0, 15_000]]),
  shards: [0],
};
const resync = (fromMs: number, shard = 0): RedundancyLoss => ({ kind: 'resync', shard, fromMs, untilMs: fromMs });

function warnings(losses: readonly RedundancyLoss[], faults = [fault]): readonly string[] {
  const messages: string[] = [];
  warnOfLostRedundancy({ warn: (_code, message) => messages.push(message) }, record, losses, faults);
  return messages;
}

describe('the warning of lost redundancy', () => {
  it('covers the whole run, and says what to try', () => {
    const [message] = warnings([resync(5_000)]);
    expect(message).toContain('1 full resync, 0 partial resyncs, 2.50 s without full redundancy');
    expect(message).toContain('link to the primary lost by n2 2 times (2.40 s)');
    expect(message).toContain('Try: a larger repl-backlog-size');
  });

  it.each([
    ['before the fault', resync(9_999)],
    ['long after redundancy was back', resync(18_000)],
    ['of a shard that the fault did not hit', resync(12_000, 1)],
    ['without a resync, but for a second', { kind: 'without', shard: 0, fromMs: 1_000, untilMs: 2_000 } as const],
  ])('is raised for a loss %s', (_when, loss) => {
    expect(warnings([loss])).toHaveLength(1);
  });

  it.each([
    ['between fault and recovery', resync(12_000)],
    ['as late as counts are sampled', resync(16_000)],
    ['too short to matter', { kind: 'without', shard: 0, fromMs: 1_000, untilMs: 1_100 } as const],
  ])('is not raised for a loss %s', (_when, loss) => {
    expect(warnings([loss])).toEqual([]);
  });

  it('is not raised after a fault from which redundancy never recovered, or without a target of its own', () => {
    expect(warnings([resync(90_000)], [{ ...fault, redundantAtMs: new Map() }])).toEqual([]);
    expect(warnings([resync(90_000)], [{ ...fault, shards: [] }])).toEqual([]);
  });
});
