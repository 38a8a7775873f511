import type { RunRecord } from '../../record/run-record.js';
import type { OutageRecord } from '../../record/sections/outages.js';
import { formatCount, formatDuration, formatRatio, noFigure } from '../format-figures.js';

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

/** The state of replication, label and text; no rows if there are no replicas, or the record lacks it. */
function redundancyRows({ redundancy }: RunRecord): readonly (readonly [label: string, text: string])[] {
  if (redundancy === undefined || redundancy === null) return [];
  const { fullResyncs, partialResyncs, withoutRedundancyMs, links } = redundancy;
  const lost = links.map(
    ({ node, times, downMs }) =>
      `${node} lost its primary ${times === 1 ? 'once' : `${formatCount(times)} times`} (${formatDuration(downMs)})`,
  );
  const resyncs = `${formatCount(fullResyncs)} full and ${formatCount(partialResyncs)} partial resyncs`;
  return [
    [
      'redundancy',
      [
        withoutRedundancyMs === 0 ? 'always there' : `missing for ${formatDuration(withoutRedundancyMs)}`,
        resyncs,
        ...lost,
      ].join('; '),
    ],
  ];
}
