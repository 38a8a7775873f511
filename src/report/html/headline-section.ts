import type { RunRecord } from '../../record/run-record.js';
import { answerOf } from '../answer/answer.js';
import { headlineOf } from '../facts/headline.js';
import { keyFigures } from '../facts/key-figures.js';
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
<dl class="key">${keyFigures(record).map(([label, text]) => html`<div><dt>${label}</dt>${figureBlock(text)}</div>`)}</dl>
<p class="quiet">Run <code>${id}</code>, started <time datetime="${startedAt}">${startedAt.replace(/T(.*?)(\.\d+)?Z$/, ' $1 UTC')}</time>, took ${formatDuration(wallMs)}.</p>
</header>
`;
}

/** The figure at the start of a text is large; a text that lists figures gets one line each. */
function figureBlock(text: string): Markup {
  const leading = /^((?:at least )?(?:–|[\d.,]+)(?:\/s| (?:%|µs|ms|s|min|h)(?!\w))?)(.*)$/.exec(text);
  if (leading !== null)
    return html`<dd><span class="lead">${leading[1] ?? ''}</span>${withoutBrackets(leading[2] ?? '')}</dd>`;
  const [, list = text, doubt = ''] = /^(.*?)( \(.*\))?$/.exec(text) ?? [];
  return html`<dd>${list.split(', ').map(listedFigure)}${withoutBrackets(doubt)}</dd>`;
}

function withoutBrackets(rest: string): string {
  return rest.replace(/^ \((.*)\)$/, ' $1');
}

/** `steady 4.37 ms`: name on the left, figure on the right. */
function listedFigure(part: string): Markup {
  const [, name = part, figure = ''] = /^(\S+) (.+)$/.exec(part) ?? [];
  return html`<span class="part"><span>${name}</span> <span>${figure}</span></span>`;
}
