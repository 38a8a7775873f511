import type { RunRecord } from '../../record/run-record.js';
import { type Reading, reading } from '../reading.js';
import type { ComparedFigure } from './compared-figure.js';

/** The load generator's cost per operation; it measures clients, such as drivers and policies, and is not available as a gate. */
export const clientCpu: ComparedFigure = {
  name: 'client_cpu',
  unit: 'us',
  better: 'lower',
  ofSpeed: false,
  subject: null,
  read: readClientCpu,
};

/**
 * CPU time of the load generator per operation sent, in microseconds. Missing in open loop, where load threads also spin
 * until the next start.
 */
function readClientCpu({ totals, saturation }: RunRecord): Reading {
  const { operations, throughputPerSecond, latency } = totals;
  if ((latency.all?.response?.count ?? 0) > 0)
    return { value: null, reason: 'in open loop, load threads spin while waiting, so their CPU is meaningless' };
  const { cpuPercent } = saturation.generator;
  if (cpuPercent === null || throughputPerSecond === null || operations.ok === 0)
    return { value: null, reason: 'the CPU of the generator was not measured' };
  const measuredSeconds = operations.ok / throughputPerSecond;
  return reading(((cpuPercent / 100) * measuredSeconds * 1_000_000) / operations.sent, 'nothing was sent');
}
