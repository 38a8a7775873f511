import type { RunRecord } from '../../record/run-record.js';
import { availabilityRows } from '../facts/availability.js';
import { fateCounts, foundText, safetyWord, writeSafetyRows } from '../facts/write-safety.js';
import { formatMoment } from '../format-figures.js';
import { codeMarkdown, escapeMarkdown } from './escape-markdown.js';
import { details, markdownTable, textTable } from './markdown-blocks.js';

/** What became of the writes, and what the outage cost of the SLA. */
export function writeSafetySection(record: RunRecord): readonly string[] {
  const safety = record.writeSafety;
  const head = [
    `### Write safety: ${safetyWord(record)}`,
    `${escapeMarkdown(safety.reason)} Audit ${codeMarkdown(safety.audit)}, durability ${codeMarkdown(safety.durability)}.`,
  ];
  const cost = details('Availability', [textTable(['', 'availability'], availabilityRows(record))]);
  if (safety.audit === 'off') return [...head, cost];
  const fates = fateCounts(safety);
  return [
    ...head,
    markdownTable(
      fates.map(([fate]) => fate),
      [fates.map(([, count]) => count)],
      fates.map((_, column) => column),
    ),
    textTable(['', 'writes and data'], writeSafetyRows(record)),
    ...samples(record),
    cost,
  ];
}

function samples(record: RunRecord): readonly string[] {
  const { lostSamples } = record.writeSafety;
  if (lostSamples.length === 0) return [];
  return [
    details(`Lost writes (sample of ${lostSamples.length})`, [
      markdownTable(
        ['key', 'acknowledged', 'at', 'found', 'shard'],
        lostSamples.map(({ key, acknowledgedSequence, acknowledgedAtMs, foundSequence, shard }) => [
          codeMarkdown(key),
          `write ${acknowledgedSequence}`,
          formatMoment(acknowledgedAtMs),
          foundText(foundSequence),
          String(shard),
        ]),
        [1, 2, 4],
      ),
    ]),
  ];
}
