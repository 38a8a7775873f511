import type { RunRecord } from '../record/run-record.js';
import type { MetricDefinition } from './metric-definition.js';
import { type Reading, reading } from './reading.js';

/** The metrics of the operations that a run recorded one by one. */
export const historyMetrics = {
  non_linearizable_keys: {
    example: 'non_linearizable_keys == 0',
    unit: 'count',
    aggregates: [],
    perOperation: false,
    better: 'lower',
    fromLatency: false,
    generatorBias: 'none',
    windowed: false,
    summary:
      'Recorded keys (workload.history) whose operations no single copy of the data can have answered like that.',
    needs: ['history'],
    read: readNonLinearizable,
  },
} as const satisfies Record<string, MetricDefinition>;

function readNonLinearizable({ history }: RunRecord): Reading {
  if (history === undefined) return { value: null, reason: 'the run recorded no operations' };
  const { keys, illegalKeys, undecided } = history;
  if (keys === 0) return { value: null, reason: 'no recorded key was used' };
  const [first] = undecided;
  if (first === undefined) return reading(illegalKeys, '');
  const count = undecided.reduce((sum, one) => sum + one.keys, 0);
  return { value: illegalKeys, incomplete: `${count} of ${keys} keys are undecided: ${first.reason}` };
}
