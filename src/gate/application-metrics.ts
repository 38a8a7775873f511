import type { RunRecord } from '../record/run-record.js';
import type { MetricDefinition } from './metric-definition.js';
import { notOver } from './read-faults.js';
import type { Reading } from './reading.js';

const ofApplicationOnly = {
  aggregates: [],
  perOperation: false,
  fromLatency: false,
  better: 'lower',
  windowed: false,
} as const;

/** The metrics of the program in front of the cache. */
export const applicationMetrics = {
  'unavailability.application': {
    example: 'unavailability.application < 1s',
    ...ofApplicationOnly,
    unit: 'ms',
    summary:
      "The application's own share of its users' longest outage: the time in which the cluster served, but the application did not.",
    generatorBias: 'raises',
    needs: ['application', 'fault'],
    read: readOwnShare,
  },
  application_exits: {
    example: 'application_exits == 0',
    ...ofApplicationOnly,
    unit: 'count',
    summary: 'How often a process of the application ended by itself.',
    generatorBias: 'none',
    needs: ['application'],
    read: ({ application }: RunRecord): Reading => (application ? { value: application.exits.length } : noApplication),
  },
} as const satisfies Record<string, MetricDefinition>;

const noApplication: Reading = { value: null, reason: 'clients talked to the cache themselves' };

function readOwnShare({ application, faults }: RunRecord): Reading {
  if (!application) return noApplication;
  const { ownShareMs } = application.unavailability;
  if (ownShareMs === null) return { value: null, reason: 'nobody watched the cluster' };
  const open = faults.find(({ unavailability }) => !unavailability.ended);
  if (open === undefined) return { value: ownShareMs };
  return { value: ownShareMs, incomplete: notOver(`the outage caused by ${open.name}`, ownShareMs) };
}
