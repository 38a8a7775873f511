import type { RunRecord } from '../../model/run-record.js';
import { formatCount, formatDuration, formatRatio, noFigure } from '../format-figures.js';
import { redundancyRows } from './redundancy.js';

/** Availability, what it cost of an SLA, and how redundancy fared; label and text. */
export function availabilityRows(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  const { good, planned, ratio, longestOutageMs, sla } = record.availability;
  return [
    [
      'availability',
      ratio === null ? noFigure : `${formatRatio(ratio)}: ${formatCount(good)} good of ${formatCount(planned)} planned`,
    ],
    ['longest outage', formatDuration(longestOutageMs)],
    [
      'SLA budget',
      ratio === null
        ? noFigure
        : `${formatDuration(sla.spentMs)} down is ${formatRatio(sla.spentShare)} of the ${formatDuration(sla.budgetMsPerYear)} a year that ${formatRatio(sla.target)} allows`,
    ],
    ...redundancyRows(record),
  ];
}
