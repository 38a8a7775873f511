import { printableJson } from '../../model/printable-json.js';
import type { Reporter } from '../reporter.js';

/** The record itself, as printed by `cache-bench run --json`. */
export const json = {
  summary: 'The record itself.',
  fileName: 'record.json',
  render: (record) => printableJson(record),
} as const satisfies Reporter;
