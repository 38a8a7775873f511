import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/model/run-record.js';
import { run, validRecord } from '../../cli/drill/run.js';
import { meanResponse, responseAt } from './closed-form.js';

const scenario = join(import.meta.dirname, 'stall.yaml');
const runMs = 10_000;
/**
 * Of the closed form. What it leaves out: the operations are 1 / r apart, which takes up to 1 % from the p90; working off the
 * backlog adds r / C to it, 1 % at a capacity of 10,000/s.
 */
const tolerance = 0.02;
const percentiles = { p90Us: 0.9, p95Us: 0.95, p99Us: 0.99, p99_9Us: 0.999 } as const;

describe('a server that stops for 2 s within 10 s', () => {
  it('gives the response times of the closed form, and service times that hide the stop', async () => {
    const record = validRecord((await run(['run', scenario, '--json'])).stdout);
    // The stop as it was, and not as it was planned: on a busy machine it is longer.
    const stop = { stopMs: stopOf(record), runMs };
    expect(stop.stopMs).toBeGreaterThanOrEqual(2_000);
    const { operations, latency } = record.totals;
    expect(operations).toEqual({ planned: 1_000, sent: 1_000, dropped: 0, ok: 1_000, fail: 0, indeterminate: 0 });

    const { response, service } = latency.all!;
    const undisturbedMs = record.phases[0]!.latency.all!.response!.meanUs / 1000;
    expect(response!.count).toBe(operations.planned);
    for (const [name, share] of Object.entries(percentiles))
      expectNear(name, response![name as keyof typeof percentiles] / 1000, responseAt(share, stop)!);
    expectNear('max', response!.maxUs / 1000, stop.stopMs);
    expectNear('mean', response!.meanUs / 1000, meanResponse(stop, undisturbedMs));

    // Timed from the send, only what was in flight was slow: 16 operations of 1,000, beyond the p95.
    expect(service!.count).toBe(operations.sent);
    expect(service!.p95Us / 1000).toBeLessThan(0.1 * responseAt(0.95, stop)!);
    expect(service!.meanUs / 1000).toBeLessThan(0.5 * meanResponse(stop, undisturbedMs));
    expectNear('the slowest service', service!.maxUs / 1000, stop.stopMs);
  });

  it('leaves no operation uncounted when the deadline passes during the stop', async () => {
    const given = [
      '--warmup',
      '0s',
      '--duration',
      '3s',
      '--rate',
      '1000',
      '--set',
      'workload.deadline=300ms',
      '--set',
      'faults.0.at=1s',
    ];
    const { stdout } = await run(['run', scenario, '--json', ...given, '--set', 'faults.0.after=1s']);
    const record = validRecord(stdout);
    const { planned, sent, dropped, ok, fail, indeterminate } = record.totals.operations;
    expect(planned).toBe(3_000);
    expect(planned).toBe(sent + dropped);
    expect(sent).toBe(ok + fail + indeterminate);
    expect(fail).toBe(0);
    // In flight when the server stopped: at most four on each connection.
    expect(indeterminate).toBeGreaterThan(0);
    expect(indeterminate).toBeLessThanOrEqual(16);
    expect(dropped).toBeGreaterThan(0);
    const { response, service } = record.totals.latency.all!;
    expect([response!.count, service!.count]).toEqual([planned, sent]);
    expect(record.warnings.map(({ code }) => code)).not.toContain('contradiction');
  });
});

/** From just before SIGSTOP to just after SIGCONT. */
function stopOf({ events }: RunRecord): number {
  const momentOf = (type: 'fault-injected' | 'fault-healed') => events.find((event) => event.type === type)!.atMs;
  return momentOf('fault-healed') - momentOf('fault-injected');
}

function expectNear(what: string, foundMs: number, expectedMs: number): void {
  const error = Math.abs(foundMs - expectedMs) / expectedMs;
  expect(error, `${what}: ${foundMs} ms instead of ${expectedMs} ms`).toBeLessThanOrEqual(tolerance);
}
