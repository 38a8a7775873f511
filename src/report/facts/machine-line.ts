import { describeNoise } from '../../model/machine-noise.js';
import type { RunRecord } from '../../record/run-record.js';
import { formatBytes } from '../format-figures.js';
import { agentsText } from './agents-text.js';

/** Where it ran: engines, machine, and our own version, in one line. */
export function machineLine(record: RunRecord): string {
  const { engines, cpuCount, cpuModel, memoryBytes, os, nodeVersion, noise } = record.environment;
  return [
    ...engines.map(({ engine, version }) => `${engine} ${version}`),
    `${cpuCount} × ${cpuModel}`,
    formatBytes(memoryBytes),
    os,
    `Node ${nodeVersion.replace(/^v/, '')}`,
    `cache-bench ${record.run.version}`,
    ...(record.agents === undefined ? [] : [agentsText(record.agents)]),
    `started ${record.run.startedAt}`,
    ...(noise === undefined ? [] : [`at the start ${describeNoise(noise)}`]),
  ].join(', ');
}
