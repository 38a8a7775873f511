import type { Verdict } from '../../model/verdict.js';
import { type Content, html, type Markup } from './markup.js';

/** A part of the page under a heading of its own, which is its name for screen readers and the aim of a link. */
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
  /** What the table shows: above it, or for screen readers only where the heading says it already. */
  readonly caption: string;
  readonly captionSeen?: boolean;
  readonly head: readonly string[];
  readonly rows: readonly (readonly Content[])[];
  /** Columns that hold figures stand to the right, digit under digit. */
  readonly figures?: 'none' | 'but-first' | readonly number[];
  /** For the style sheet. */
  readonly look?: 'gates' | 'tally' | 'steps';
}

/** A table whose first column names its rows. It scrolls by itself where it is too wide, so that the page never has to. */
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

/** Blocks that are folded behind a title. */
export function folded(title: string, content: Content): Markup {
  return html`<details><summary>${title}</summary>
${content}
</details>
`;
}

/** A verdict in a word, with a colour and a mark that only repeat it. */
export function verdictBlock(verdict: Verdict, word: string): Markup {
  return html`<strong class="verdict ${verdict}"><span aria-hidden="true">${marks[verdict]}</span> ${word}</strong>`;
}

const marks = { pass: '✓', fail: '✕', unknown: '?' } as const satisfies Record<Verdict, string>;
