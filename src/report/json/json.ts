import type { Reporter } from '../reporter.js';

/** The record itself, as `cache-bench run --json` prints it. */
export const json = {
  summary: 'The record itself.',
  fileName: 'record.json',
  render: (record) => `${JSON.stringify(record, null, 2)}\n`,
} as const satisfies Reporter;
