import type { Verdict } from '../../../model/verdict.js';
import { formatDuration } from '../../format-figures.js';
import type { SeriesAbout } from '../../series/series-report.js';
import { type Section, sectionBlock, verdictBlock } from '../blocks.js';
import { documentOf } from '../document.js';
import { html, pageText } from '../markup.js';

interface SeriesHeadline {
  readonly verdict: Verdict;
  readonly word: string;
  readonly scenario: string;
  /** What was found and what it means, one sentence each. */
  readonly sentences: readonly (string | null)[];
  readonly sections: readonly Section[];
}

/** A report on several runs as one file that needs neither network nor script: the findings, the plots, and all figures. */
export function seriesPage(
  { verdict, word, scenario, sentences, sections }: SeriesHeadline,
  about: SeriesAbout,
): string {
  const { id, startedAt, wallMs } = about;
  const said = sentences.filter((sentence) => sentence !== null).map(asSentence);
  const body = html`<a class="skip" href="#main">Skip to the verdict</a>
<nav aria-label="Parts of this report"><ul>${sections.map(({ id: part, title }) => html`<li><a href="#${part}">${title}</a></li>`)}</ul></nav>
<main id="main">
<header class="${verdict}">
<h1>${verdictBlock(verdict, word)} ${scenario}</h1>
<p class="answer">${said.join(' ')}</p>
<p class="quiet">Series <code>${id}</code>, started <time datetime="${startedAt}">${startedAt.replace(/T(.*?)(\.\d+)?Z$/, ' $1 UTC')}</time>, took ${formatDuration(wallMs)}.</p>
</header>
${sections.map(sectionBlock)}</main>
`;
  return pageText(documentOf(`${word}: ${scenario}`, body, null));
}

function asSentence(text: string): string {
  const capitalized = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  return /[.!?]$/.test(capitalized) ? capitalized : `${capitalized}.`;
}
