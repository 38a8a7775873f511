import fc from 'fast-check';
import { build, decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { expect, test } from 'vitest';
import type { AgentBatch } from '../../src/agents/messages.js';
import { BatchReader, packBatch } from '../../src/agents/pack-batch.js';
import { Measurements } from '../../src/metrics/measurements.js';
import { intervalOf, latencyCountsOf } from '../metrics/interval-fixture.js';

const service = {
  gaps: [],
  untilMs: new Float64Array(2),
  lastMs: new Float64Array(2),
  dueMs: Float64Array.of(Number.NaN, 1),
};

const batches = new BatchReader();

/** What arrives of an interval with these latencies, in milliseconds. */
function sent(worker: number, latenciesMs: readonly number[]) {
  const latency = latencyCountsOf(latenciesMs);
  const interval = intervalOf(0, {
    ...{ sent: latenciesMs.length, ok: latenciesMs.length },
    latency: { get: { response: latency, service: latency } },
  });
  const batch: AgentBatch = {
    ...{ place: worker + 1, number: 1 },
    messages: [{ type: 'worker', worker, message: { type: 'interval', interval, service } }],
  };
  const [message] = batches.read(packBatch(batch)).messages;
  expect(message).toEqual(batch.messages[0]);
  if (message?.type !== 'worker' || message.message.type !== 'interval') throw new Error('It is another message.');
  return message.message.interval;
}

const latencies = fc.array(fc.integer({ min: 1, max: 60_000_000 }), { minLength: 1, maxLength: 200 });

test('the merged histogram of several agents is that of one recorder that saw every latency', () => {
  fc.assert(
    fc.property(fc.array(latencies, { minLength: 2, maxLength: 4 }), (byAgentUs) => {
      const measurements = new Measurements(100, false, { workerCount: byAgentUs.length, untilMs: 0 });
      byAgentUs.forEach((us, worker) => {
        measurements.add(
          worker,
          sent(
            worker,
            us.map((one) => one / 1000),
          ),
        );
      });
      const { latency } = measurements.stats(measurements.all(), 100);
      const merged = decodeFromCompressedBase64(latency.get?.response?.histogram ?? '');
      const one = build({
        lowestDiscernibleValue: 1,
        highestTrackableValue: 600_000_000,
        numberOfSignificantValueDigits: 3,
      });
      for (const us of byAgentUs.flat()) one.recordValue(us);
      expect(merged.totalCount).toBe(one.totalCount);
      for (const percentile of [0, 50, 90, 99, 99.9, 99.99, 100])
        expect(merged.getValueAtPercentile(percentile)).toBe(one.getValueAtPercentile(percentile));
    }),
    { numRuns: 30 },
  );
});
