import type { RunRecord } from '../../record/run-record.js';
import { applicationRows, layerHead, layerRows, outputRows } from '../facts/application-rows.js';
import { withPlainText } from '../plain-text.js';
import type { Reporter, ReportOptions } from '../reporter.js';
import { type BriefSection, briefSections } from './brief-sections.js';
import { closingSections } from './closing-sections.js';
import { endSection } from './end-section.js';
import { faultSections } from './fault-sections.js';
import { loadSections } from './load-sections.js';
import { originSection } from './origin-section.js';
import { labelled, type Page, pageFor, section, table, wrapText } from './page.js';
import { verdictSections } from './verdict-sections.js';

/** The terminal report for a person on call, in 60 to 120 columns: the answer and the verdict come last, next to the prompt. */
export const terminal = {
  summary: 'For a terminal: the answer last, in at most 60 lines; everything with --full.',
  fileName: 'report.txt',
  render,
} as const satisfies Reporter;

function render(unchecked: RunRecord, { columns, colour, recordPath, full = false }: ReportOptions): string {
  const record = withPlainText(unchecked);
  const page = pageFor({ columns, colour }, 60);
  const end = endSection(page, record, recordPath);
  const lines = full ? everything(page, record) : fitted(briefSections(page, record), mostLines - end.length);
  return `${[...lines, ...end].join('\n').replace(/^\n+/, '')}\n`;
}

/** What fits on a screen. */
const mostLines = 60;

function everything(page: Page, record: RunRecord): readonly string[] {
  return [
    ...loadSections(page, record),
    ...faultSections(page, record),
    ...applicationSection(page, record),
    ...originSection(page, record),
    ...verdictSections(page, record),
    ...closingSections(page, record),
  ];
}

/** The sections that fit, in order; a line indicates that some were omitted. */
function fitted(sections: readonly BriefSection[], roomLines: number): readonly string[] {
  let shown = sections;
  const linesOf = (some: readonly BriefSection[]) => some.flatMap(({ lines }) => lines);
  while (shown.length > 0 && linesOf(shown).length + 2 > roomLines) {
    const most = Math.max(...shown.map(({ dispensable }) => dispensable));
    shown = shown.filter(({ dispensable }) => dispensable !== most);
  }
  return shown.length === sections.length ? linesOf(shown) : [...linesOf(shown), '', 'More: --full'];
}

/** The program in front of the cache, and what it printed; empty without one. */
function applicationSection(page: Page, { application }: RunRecord): readonly string[] {
  if (!application) return [];
  const layers = layerRows(application);
  return section(page, 'APPLICATION', [
    ...labelled(page, applicationRows(application)),
    ...(layers.length === 0 ? [] : ['', ...table(page, layerHead, layers)]),
    ...(application.output.length === 0 ? [] : ['', 'Its output around faults and exits:']),
    ...outputRows(application).flatMap(([at, text]) => wrapText(`${at}  ${text}`, page.columns - 2)),
  ]);
}
