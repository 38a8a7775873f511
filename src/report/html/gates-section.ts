import type { RunRecord } from '../../record/run-record.js';
import { verdictWords } from '../facts/headline.js';
import { formatInUnit } from '../format-figures.js';
import { type Section, tableBlock, verdictBlock } from './blocks.js';
import { html } from './markup.js';

/** Each gate with the observed value, the limit and a sentence. */
export function gatesSection(record: RunRecord): Section {
  const content =
    record.gates.length === 0
      ? html`<p>No gates are defined.</p>`
      : tableBlock({
          caption: 'Each gate, with its observed value and limit',
          captionSeen: false,
          head: ['gate and reason', 'verdict', 'observed', 'limit'],
          rows: record.gates.map(({ expression, explanation, verdict, observed, limit, unit }) => [
            html`<code>${expression}</code><span class="why">${explanation}</span>`,
            verdictBlock(verdict, verdictWords[verdict]),
            formatInUnit(observed, unit),
            formatInUnit(limit, unit),
          ]),
          figures: [2, 3],
          look: 'gates',
        });
  return { id: 'gates', title: 'Gates', content };
}
