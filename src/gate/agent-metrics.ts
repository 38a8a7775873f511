import type { RunRecord } from '../record/run-record.js';
import type { AgentsRecord } from '../record/sections/agents.js';
import type { MetricDefinition } from './metric-definition.js';
import { type Reading, reading, share } from './reading.js';

const ofAgents = {
  aggregates: [],
  perOperation: false,
  fromLatency: false,
  better: 'lower',
  generatorBias: 'none',
  windowed: false,
  needs: ['agents'],
} as const;

/** The metrics of the processes that carry the load. */
export const agentMetrics = {
  'agents.lost': {
    example: 'agents.lost <= 0',
    ...ofAgents,
    unit: 'count',
    summary: 'Agents that were lost during the run.',
    read: (record: RunRecord) => fromAgents(record, (agents) => reading(agents.filter(isLost).length, '')),
  },
  'clock_error.max': {
    example: 'clock_error.max <= 5ms',
    ...ofAgents,
    unit: 'ms',
    summary: 'How far the times of an agent may have been off those of the others, at most.',
    read: (record: RunRecord) => fromAgents(record, (agents) => greatest(agents.map(({ errorMs }) => errorMs))),
  },
  'start_skew.max': {
    example: 'start_skew.max <= 20ms',
    ...ofAgents,
    unit: 'ms',
    summary: 'The longest time from the common start to the first turn of a load thread.',
    read: (record: RunRecord) => fromAgents(record, (agents) => greatest(agents.map(({ startSkewMs }) => startSkewMs))),
  },
  'audit.coverage': {
    example: 'audit.coverage >= 100%',
    ...ofAgents,
    unit: 'ratio',
    better: 'higher',
    summary: 'Share of the keys whose writes were audited; those of a lost agent are not.',
    needs: ['agents', 'audit'],
    read: (record: RunRecord) =>
      fromAgents(record, (agents) =>
        share(
          agents.reduce((sum, { auditedKeys }) => sum + auditedKeys, 0),
          agents.reduce((sum, { keys }) => sum + keys, 0),
          'no agent had keys',
        ),
      ),
  },
} as const satisfies Record<string, MetricDefinition>;

/** Up to when every agent reported what it did, on the run's clock; null: none was lost. */
export function leastReportedMs({ agents = [] }: RunRecord): number | null {
  const lost = agents.filter(isLost);
  return lost.length === 0 ? null : Math.min(...lost.map(({ reportedUntilMs = 0 }) => reportedUntilMs));
}

function isLost({ lostAtMs }: AgentsRecord[number]): boolean {
  return lostAtMs !== null;
}

function fromAgents({ agents }: RunRecord, read: (agents: AgentsRecord) => Reading): Reading {
  return agents === undefined ? { value: null, reason: 'no agents carried the load' } : read(agents);
}

/** The greatest of those that are known; more is possible if some are not. */
function greatest(figures: readonly (number | null)[]): Reading {
  const known = figures.filter((figure) => figure !== null);
  if (known.length === 0) return { value: null, reason: 'no agent reported it' };
  const value = Math.max(...known);
  return known.length === figures.length ? { value } : { value, incomplete: 'an agent did not report it' };
}
