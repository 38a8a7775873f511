import type { InFlight } from '../../record/sections/faults.js';
import { formatBytes, formatCount, noFigure } from '../format-figures.js';

/** Operations in flight when the fault struck, and what became of them; label and text. */
export function inFlightRows(inFlight: InFlight): readonly (readonly [label: string, text: string])[] {
  const { clientOperations, unreplicatedBytes, discardedLinkBytes, discardedWrites, unsentWrites } = inFlight;
  return [
    [
      'in flight',
      clientOperations === null ? noFigure : `${formatCount(clientOperations)} operations sent, unanswered`,
    ],
    ['replication', offsets(inFlight.replicationOffsets)],
    [
      'unreplicated',
      unreplicatedBytes === null ? noFigure : `${formatBytes(unreplicatedBytes)} that no survivor received`,
    ],
    ['discarded', discarded(discardedLinkBytes, discardedWrites)],
    [
      'unsent writes',
      unsentWrites === null ? noFigure : `${formatCount(unsentWrites)} lost in the primary's own buffers`,
    ],
  ];
}

function discarded(bytes: number | null, writes: InFlight['discardedWrites']): string {
  const parts = [
    ...(bytes === null ? [] : [`${formatBytes(bytes)} on all links`]),
    ...(writes === null
      ? []
      : [
          `${formatCount(writes.acknowledged)} acknowledged and ${formatCount(writes.unacknowledged)} unacknowledged writes`,
        ]),
  ];
  return parts.length === 0 ? noFigure : parts.join(', with ');
}

/** Replicas report once a second, so the difference is not the lag, as the text states. */
function offsets(known: InFlight['replicationOffsets']): string {
  if (known === null) return noFigure;
  const replicas = Object.entries(known.replicas).map(([node, offset]) =>
    known.primary === null || offset === null
      ? `${node} ${noFigure}`
      : `${node} ${formatBytes(Math.max(0, known.primary - offset))}`,
  );
  return replicas.length === 0 ? noFigure : `${replicas.join(', ')} behind, as last reported (once a second)`;
}
