import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { run, validRecord } from '../../cli/drill/run.js';
import { meanResponse, responseAt } from './closed-form.js';

const scenario = join(import.meta.dirname, 'stall.yaml');
const runMs = 10_000;
/** A pause of 1 s within 3 s. */
const shorter = ['--warmup', '0s', '--duration', '3s', '--set', 'faults.0.at=1s', '--set', 'faults.0.after=1s'];
/** The closed form ignores that operations are 1 / r apart: 5 ms, up to 0.5 % of the p90. */
const tolerance = 0.02;
const percentiles = { p90Us: 0.9, p95Us: 0.95, p99Us: 0.99, p99_9Us: 0.999 } as const;

describe('a server paused for 2 s within 10 s', () => {
  it('causes the response times of the closed form', async () => {
    const record = validRecord((await run(['run', scenario, '--json'])).stdout);
    // The actual pause, not the planned one: on a busy machine it is longer.
    const stop = { stopMs: stopOf(record), runMs };
    expect(stop.stopMs).toBeGreaterThanOrEqual(2_000);
    const { operations, latency } = record.totals;
    expect(operations).toEqual({ planned: 2_000, sent: 2_000, dropped: 0, ok: 2_000, fail: 0, indeterminate: 0 });

    const { response } = latency.all!;
    const undisturbedMs = record.phases[0]!.latency.all!.response!.meanUs / 1000;
    expect(response!.count).toBe(operations.planned);
    for (const [name, share] of Object.entries(percentiles))
      expectNear(name, response![name as keyof typeof percentiles] / 1000, responseAt(share, stop)!);
    expectNear('max', response!.maxUs / 1000, stop.stopMs);
    expectNear('mean', response!.meanUs / 1000, meanResponse(stop, undisturbedMs));
  });

  it('disappears from the service times if few connections wait for it', async () => {
    const { stdout } = await run(['run', scenario, '--json', '-c', '2', '-P', '1', ...shorter]);
    const record = validRecord(stdout);
    const stop = { stopMs: stopOf(record), runMs: 3_000 };
    const { response, service } = record.totals.latency.all!;
    expect(record.totals.operations).toMatchObject({ planned: 600, ok: 600 });
    // Timed from the send, two operations of 600 waited; 200 really did.
    expect(response!.p90Us / 1000).toBeGreaterThan(0.9 * responseAt(0.9, stop)!);
    expect(service!.p90Us / 1000).toBeLessThan(0.5 * responseAt(0.9, stop)!);
    expect(service!.meanUs).toBeLessThan(0.5 * response!.meanUs);
    expect(service!.maxUs / 1000).toBeGreaterThan(0.9 * stop.stopMs);
  });

  it('leaves no operation uncounted if the deadline passes during the pause', async () => {
    const given = ['-c', '4', '-P', '1', ...shorter, '--rate', '1000', '--set', 'workload.deadline=300ms'];
    const { stdout } = await run(['run', scenario, '--json', ...given]);
    const record = validRecord(stdout);
    const { planned, sent, dropped, ok, fail, indeterminate } = record.totals.operations;
    expect(planned).toBe(3_000);
    expect(planned).toBe(sent + dropped);
    expect(sent).toBe(ok + fail + indeterminate);
    expect(fail).toBe(0);
    // In flight when the server paused: at most one per connection.
    expect(indeterminate).toBeGreaterThan(0);
    expect(indeterminate).toBeLessThanOrEqual(4);
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
