import { escapeMarkdown } from './escape-markdown.js';

/** A table of Markdown cells; the columns named in `toTheRight` are right-aligned. */
export function markdownTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  toTheRight: readonly number[] = [],
): string {
  const rule = head.map((_, column) => (toTheRight.includes(column) ? '---:' : '---'));
  return [head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** A table of plain texts; `figures` right-aligns every column but the first. */
export function textTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  kind: 'texts' | 'figures' = 'texts',
): string {
  return markdownTable(
    head.map(escapeMarkdown),
    rows.map((row) => row.map(escapeMarkdown)),
    kind === 'figures' ? head.map((_, column) => column).slice(1) : [],
  );
}

/** Blocks folded under a title; GitHub needs the empty lines to parse Markdown inside. */
export function details(title: string, blocks: readonly string[]): string {
  return `<details>\n<summary>${escapeMarkdown(title)}</summary>\n\n${blocks.join('\n\n')}\n\n</details>`;
}
