import type { Verdict } from '../../model/verdict.js';
import type { RunRecord } from '../../record/run-record.js';
import type { WriteSafetyRecord } from '../../record/sections/write-safety.js';
import { fateCounts, foundText, lossCauseCounts, safetyWord, writeSafetyRows } from '../facts/write-safety.js';
import { formatMoment } from '../format-figures.js';
import { factList, folded, type Section, tableBlock, verdictBlock } from './blocks.js';
import { type Content, html } from './markup.js';

/** What became of the writes, and why some are lost. */
export function writeSafetySection(record: RunRecord): Section {
  const safety = record.writeSafety;
  return {
    id: 'writes',
    title: 'Write safety',
    content: [
      html`<p>${verdictBlock(record.verdict === 'pass' && safety.verdict === 'unsafe' ? 'unknown' : verdicts[safety.verdict], safetyWord(record))} ${safety.reason}
<span class="quiet">Audit <code>${safety.audit}</code>, durability <code>${safety.durability}</code>.</span></p>
`,
      safety.audit === 'off' ? null : audited(record),
    ],
  };
}

const verdicts = { safe: 'pass', unsafe: 'fail', unknown: 'unknown' } as const satisfies Record<
  WriteSafetyRecord['verdict'],
  Verdict
>;

function audited(record: RunRecord): Content {
  const safety = record.writeSafety;
  const causes = lossCauseCounts(safety);
  return [
    html`<div class="beside">`,
    tableBlock({ caption: 'Fate of the writes', head: ['fate', 'writes'], rows: fateCounts(safety), figures: [1] }),
    causes.length === 0
      ? null
      : tableBlock({ caption: 'Causes of lost writes', head: ['cause', 'lost writes'], rows: causes, figures: [1] }),
    html`</div>`,
    factList(writeSafetyRows(record)),
    samples(safety),
  ];
}

function samples({ lostSamples }: WriteSafetyRecord): Content {
  if (lostSamples.length === 0) return null;
  return folded(
    `Lost writes (sample of ${lostSamples.length})`,
    tableBlock({
      caption: 'Acknowledged writes, and what was found instead',
      head: ['key', 'acknowledged', 'at', 'found', 'shard'],
      rows: lostSamples.map(({ key, acknowledgedSequence, acknowledgedAtMs, foundSequence, shard }) => [
        html`<code>${key}</code>`,
        `write ${acknowledgedSequence}`,
        formatMoment(acknowledgedAtMs),
        foundText(foundSequence),
        shard,
      ]),
      figures: [1, 2, 4],
    }),
  );
}
