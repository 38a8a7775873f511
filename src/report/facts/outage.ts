import type { Unavailability } from '../../record/sections/faults.js';
import { formatDuration, noFigure } from '../format-figures.js';
import { formatOutage } from './key-figures.js';

/** From this mean time between operations on, a report states the resolution for outages. */
const coarseMs = 50;

/** How long writes and reads were unavailable: to the prober, to the clients, and how much the clients added. */
export interface OutageTable {
  readonly rows: readonly (readonly [who: string, writes: string, reads: string])[];
  readonly meaning: string;
}

/** The unavailability around one fault in words; the prober never backs off, so its outage is the cluster's own. */
export function outageTable(unavailability: Unavailability): OutageTable {
  const { writeMs, readMs, proberWriteMs, proberReadMs, ended, resolutionMs = null } = unavailability;
  const resolution =
    resolutionMs !== null && resolutionMs >= coarseMs
      ? ` Operations were rare: outages have a resolution of ${formatDuration(resolutionMs)}.`
      : '';
  const share = ended
    ? "The clients' own share is back-off and reconnecting while the cluster was already serving."
    : 'The outage had not ended by the end of the run; the figures count until then.';
  return {
    rows: [
      ['cluster (prober)', formatDuration(proberWriteMs), formatDuration(proberReadMs)],
      ['clients (workload)', formatOutage(writeMs, ended), formatOutage(readMs, ended)],
      ["clients' own share", added(writeMs, proberWriteMs), added(readMs, proberReadMs)],
    ],
    meaning: `${share}${resolution}`,
  };
}

function added(clientsMs: number | null, proberMs: number | null): string {
  if (clientsMs === null || proberMs === null) return noFigure;
  return clientsMs > proberMs ? formatDuration(clientsMs - proberMs) : 'none';
}
