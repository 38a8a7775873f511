import type { Subject } from './gate.js';
import type { GeneratorBias } from './metric-definition.js';
import { metricDefinition } from './metrics.js';
import { type MeasuredRecord, statsOf } from './reading.js';

export type Bias = Exclude<GeneratorBias, 'raises-under-full-load'>;

/** Maximum share of planned operations dropped at what still counts as full load. */
const mostDroppedShare = 0.01;

/** How the generator may have distorted this figure of this run, if it was the limit. */
export function generatorBiasOf({ metric, window }: Subject, record: MeasuredRecord): Bias {
  const { generatorBias } = metricDefinition(metric);
  if (generatorBias !== 'raises-under-full-load') return generatorBias;
  const stats = statsOf(record, window);
  // In closed loop, a slow generator always puts less load on the servers.
  if (typeof stats === 'string' || !stats.latency.all?.response) return 'either';
  const { dropped, planned } = stats.operations;
  return dropped > mostDroppedShare * planned ? 'either' : 'raises';
}
