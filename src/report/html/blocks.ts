import type { Verdict } from '../../model/verdict.js';
import { type Content, html, type Markup } from './markup.js';

/** A part of the page with its own heading, which names it for screen readers and is a link target. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly content: Content;
}

/** A section as a landmark. */
export function sectionBlock({ id, title, content }: Section): Markup {
  return html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${content}
</section>
`;
}

export interface Table {
  /** What the table shows: visible above it, or only for screen readers if the heading already says it. */
  readonly caption: string;
  readonly captionSeen?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Content[])[];
  /** Figure columns are right-aligned. */
  readonly figures?: 'none' | 'but-first' | readonly number[];
  /** For the style sheet. */
  readonly look?: 'gates' | 'tally' | 'steps';
}

/** A table whose first column names its rows. It scrolls if it is too wide, so that the page never has to. */
export function tableBlock({ caption, captionSeen = true, head, rows, figures = 'none', look }: Table): Markup {
  const sort = (column: number) =>
    (figures === 'but-first' && column > 0) || (typeof figures === 'object' && figures.includes(column))
      ? 'figure'
      : 'text';
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table class="columns-${head.length}${look === undefined ? '' : ` ${look}`}">
<caption class="${captionSeen ? 'seen' : 'unseen'}">${caption}</caption>
<thead><tr>${head.map((cell, column) => (cell === '' ? html`<td></td>` : html`<th scope="col" class="${sort(column)}">${cell}</th>`))}</tr></thead>
<tbody>${rows.map(
    (cells) =>
      html`
<tr>${cells.map((cell, column) =>
        column === 0 ? html`<th scope="row">${cell}</th>` : html`<td class="${sort(column)}">${cell}</td>`,
      )}</tr>`,
  )}
</tbody></table></div>
`;
}

/** Labels with their texts, one below the other. */
export function factList(rows: readonly (readonly [label: string, text: Content])[]): Markup {
  return html`<dl class="facts">${rows.map(([label, text]) => html`<div><dt>${label}</dt><dd>${text}</dd></div>`)}</dl>
`;
}

/** Blocks folded under a title. */
export function folded(title: string, content: Content): Markup {
  return html`<details><summary>${title}</summary>
${content}
</details>
`;
}

/** A verdict as a word, with a redundant colour and mark. */
export function verdictBlock(verdict: Verdict, word: string): Markup {
  return html`<strong class="verdict ${verdict}"><span aria-hidden="true">${marks[verdict]}</span> ${word}</strong>`;
}

const marks = { pass: '✓', fail: '✕', unknown: '?' } as const satisfies Record<Verdict, string>;
