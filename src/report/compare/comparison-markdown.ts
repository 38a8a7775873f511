import type { Comparison } from '../../record/series/comparison.js';
import { escapeMarkdown } from '../markdown/escape-markdown.js';
import { details, textTable } from '../markdown/markdown-blocks.js';
import { withPlainText } from '../plain-text.js';
import { comparisonHeadline, comparisonSides, figureHead, figureRow, latencyBesideLosses } from './comparison-facts.js';

/** A comparison for a pull request: a one-line verdict, what was compared, the table, and the reasons folded. */
export function comparisonMarkdown(unchecked: Comparison): string {
  const comparison = withPlainText(unchecked);
  const { word, finding } = comparisonHeadline(comparison);
  const cost = latencyBesideLosses(comparison);
  const sides = comparisonSides(comparison).map(([label, text]) =>
    label === '' ? `  ${escapeMarkdown(text)}` : `- **${label}** ${escapeMarkdown(text)}`,
  );
  return `${[
    `### ${word}: ${escapeMarkdown(comparison.scenario)}`,
    `${escapeMarkdown(capitalized(finding))}.`,
    sides.join('\n'),
    textTable(figureHead, comparison.figures.map(figureRow), 'figures'),
    ...(cost === null ? [] : [escapeMarkdown(`${capitalized(cost)}.`)]),
    details('Reasons for each verdict', [
      textTable(
        ['figure', 'why'],
        comparison.figures.map(({ name, reason }) => [name, reason]),
      ),
    ]),
  ].join('\n\n')}\n`;
}

function capitalized(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
