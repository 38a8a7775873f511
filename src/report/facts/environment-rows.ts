import type { RunRecord } from '../../record/run-record.js';
import { formatBytes } from '../format-figures.js';
import { agentsText } from './agents-text.js';

/** Where it ran: engines with their binaries, machine, system and our own version; label and text. */
export function environmentRows(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  const { engines, cpuCount, cpuModel, memoryBytes, os, nodeVersion } = record.environment;
  return [
    ...engines.map(({ engine, version, path }) => ['engine', `${engine} ${version} (${path})`] as const),
    ['machine', `${cpuCount} × ${cpuModel}, ${formatBytes(memoryBytes)}`],
    ...(record.agents === undefined ? [] : [['load', agentsText(record.agents)] as const]),
    ['system', `${os}, Node ${nodeVersion.replace(/^v/, '')}`],
    ['cache-bench', record.run.version],
    ['seed', String(record.run.seed)],
  ];
}
