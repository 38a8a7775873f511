import { worstOf } from '../read-faults.js';
import type { ComparedFigure } from './compared-figure.js';

/** The servers' own write outage, as the prober saw it; beside `unavailability.write`, it shows what clients added. */
export const clusterOutage: ComparedFigure = {
  name: 'cluster_unavailability.write',
  unit: 'ms',
  better: 'lower',
  ofSpeed: false,
  subject: null,
  read: ({ faults }) =>
    worstOf(
      faults.map(({ unavailability }) => unavailability.proberWriteMs),
      'the prober wrote nothing around a fault',
    ),
};
