import type { RunRecord } from '../record/run-record.js';
import type { ApplicationRecord } from '../record/sections/application.js';
import type { MetricDefinition } from './metric-definition.js';
import { type Reading, reading } from './reading.js';

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
    read: ofApplication(({ unavailability }) => unavailability.ownShareMs, 'nobody watched the cluster'),
  },
  application_exits: {
    example: 'application_exits == 0',
    ...ofApplicationOnly,
    unit: 'count',
    summary: 'How often a process of the application ended by itself.',
    generatorBias: 'none',
    needs: ['application'],
    read: ofApplication(({ exits }) => exits.length, ''),
  },
} as const satisfies Record<string, MetricDefinition>;

function ofApplication(read: (application: ApplicationRecord) => number | null, otherwise: string) {
  return ({ application }: RunRecord): Reading =>
    application
      ? reading(read(application), otherwise)
      : { value: null, reason: 'clients talked to the cache themselves' };
}
