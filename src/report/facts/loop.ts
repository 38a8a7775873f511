import type { RunRecord } from '../../record/run-record.js';

/** Whether operations had a planned start, so that response times exist; also known if nothing was measured. */
export function isOpenLoop(record: RunRecord): boolean {
  const pairs = Object.values(record.totals.latency);
  return pairs.length === 0 || pairs.some(({ response }) => response !== null);
}
