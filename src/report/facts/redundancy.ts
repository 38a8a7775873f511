import type { RunRecord } from '../../record/run-record.js';
import { formatCount, formatDuration } from '../format-figures.js';

/** The state of replication, label and text; no rows if there are no replicas, or the record lacks it. */
export function redundancyRows({ redundancy }: RunRecord): readonly (readonly [label: string, text: string])[] {
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
