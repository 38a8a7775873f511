import type { RunRecord } from '../../record/run-record.js';
import type { OutageRecord } from '../../record/sections/outages.js';
import { formatCount, formatDuration, formatRatio, noFigure } from '../format-figures.js';
import { redundancyRows } from './redundancy.js';

const mostShown = 3;

/** Availability, its cost in terms of an SLA, and redundancy; label and text. */
export function availabilityRows(record: RunRecord): readonly (readonly [label: string, text: string])[] {
  const { good, planned, ratio, longestOutageMs, sla } = record.availability;
  return [
    [
      'availability',
      ratio === null ? noFigure : `${formatRatio(ratio)}: ${formatCount(good)} good of ${formatCount(planned)} planned`,
    ],
    ['longest outage', formatDuration(longestOutageMs)],
    ...otherOutages(record.otherOutages ?? []),
    [
      'SLA budget',
      ratio === null
        ? noFigure
        : `${formatDuration(sla.spentMs)} down is ${formatRatio(sla.spentShare)} of the ${formatDuration(sla.budgetMsPerYear)} per year that ${formatRatio(sla.target)} allows`,
    ],
    ...redundancyRows(record),
  ];
}

/** Outages that no fault explains, longest first; no row without any. */
function otherOutages(outages: readonly OutageRecord[]): readonly (readonly [label: string, text: string])[] {
  if (outages.length === 0) return [];
  const shown = outages
    .toSorted((left, right) => right.durationMs - left.durationMs)
    .slice(0, mostShown)
    .map(({ shard, sort, startMs, durationMs }) => {
      const what = sort === 'write' ? 'writes' : 'reads';
      return `${what} on shard ${shard} for ${formatDuration(durationMs)} at ${formatDuration(startMs)}`;
    });
  const more = outages.length > mostShown ? `, and ${outages.length - mostShown} more` : '';
  return [['other outages', `${shown.join(', ')}${more}; no fault explains them`]];
}
