import { describeNoise } from '../../model/machine-noise.js';
import type { RunRecord } from '../../record/run-record.js';
import type { AgentsRecord } from '../../record/sections/agents.js';
import { counted } from '../../units/counted.js';
import { formatBytes, formatCount } from '../format-figures.js';

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

/** Who carried the load: `2 agents on 1 machine: agent-1 (1 thread, 49,800 sent), agent-2 (1 thread, lost)`. */
export function agentsText(agents: AgentsRecord): string {
  const machines = new Set(agents.map(({ host }) => host)).size;
  const each = agents.map(({ name, threads, sent, lostAtMs }) => {
    const outcome = lostAtMs === null ? `${formatCount(sent)} sent` : 'lost';
    return `${name} (${counted(threads, 'thread', 'threads')}, ${outcome})`;
  });
  return `${counted(agents.length, 'agent', 'agents')} on ${counted(machines, 'machine', 'machines')}: ${each.join(', ')}`;
}
