import type { RunRecord } from '../../model/run-record.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { closingSections } from './closing-sections.js';
import { faultSections } from './fault-sections.js';
import { headlineSection } from './headline-section.js';
import { loadSections } from './load-sections.js';
import type { Page } from './page.js';
import { createPaint } from './paint.js';
import { verdictSections } from './verdict-sections.js';

/** What a person on call reads in a terminal: the verdict and why first, then the figures, in 80 to 120 columns. */
export const terminal = {
  summary: 'For a terminal: the verdict, why, and all figures, in 80 to 120 columns.',
  fileName: 'report.txt',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord, options: ReportOptions): string {
  const record = withPlainText(unchecked);
  const page: Page = {
    columns: Math.max(80, Math.min(120, options.columns)),
    paint: createPaint(options.colour),
  };
  const lines = [
    ...headlineSection(page, record),
    ...loadSections(page, record),
    ...faultSections(page, record),
    ...verdictSections(page, record),
    ...closingSections(page, record, options.recordPath),
  ];
  return `${lines.join('\n')}\n`;
}
