import type { RunRecord } from '../../record/run-record.js';
import { answerOf } from '../answer/answer.js';
import { headlineOf } from '../facts/headline.js';
import { type KeyFigure, keyFigures } from '../facts/key-figures.js';
import { formatDuration } from '../format-figures.js';
import { verdictBlock } from './blocks.js';
import { html, type Markup } from './markup.js';

/** The ten-second summary: verdict, reasons, doubts, and the key figures. */
export function headlineSection(record: RunRecord): Markup {
  const { word, summary, besideGates, notices } = headlineOf(record);
  const { sentences, setting } = answerOf(record);
  const { id, startedAt, wallMs } = record.run;
  return html`<header class="${record.verdict}">
<h1>${verdictBlock(record.verdict, word)} ${summary}</h1>
<p class="answer">${sentences.join(' ')}</p>
<p class="quiet">${setting}</p>
${besideGates.length === 0 ? null : html`<ul class="reasons">${besideGates.map((reason) => html`<li>${reason}</li>`)}</ul>`}
${notices.map((notice) => html`<p class="notice"><strong>${notice.word}</strong> ${notice.sentences.join(' ')}</p>`)}
<dl class="key">${keyFigures(record).map((figure) => html`<div><dt>${figure.label}</dt>${figureBlock(figure)}</div>`)}</dl>
<p class="quiet">Run <code>${id}</code>, started <time datetime="${startedAt}">${startedAt.replace(/T(.*?)(\.\d+)?Z$/, ' $1 UTC')}</time>, took ${formatDuration(wallMs)}.</p>
</header>
`;
}

/** The figure in large type; figures by phase get a line each, with the name on the left. */
function figureBlock({ figure, of, remark }: KeyFigure): Markup {
  if (typeof figure !== 'string') {
    const lines = figure.map(
      ([phase, text]) => html`<span class="part"><span>${phase}</span> <span>${text}</span></span>`,
    );
    return html`<dd>${lines}${remark === undefined ? '' : ` ${remark}`}</dd>`;
  }
  const rest = of === undefined ? remark : remark === undefined ? of : `${of} (${remark})`;
  return html`<dd><span class="lead">${figure}</span>${rest === undefined ? '' : ` ${rest}`}</dd>`;
}
