import type { SeriesAbout, SeriesReport } from '../report/series/series-report.js';
import type { SeriesText } from './series.js';

/** The text of a document for `--format md` or `csv`; null: the format is `terminal`. */
export function textOf<Document>(
  report: (document: Document, about: SeriesAbout) => SeriesReport,
  document: Document,
  format: SeriesText,
): string | null {
  if (format === 'terminal') return null;
  // Neither text names the series.
  const { markdown, csv } = report(document, { id: '', startedAt: '', wallMs: 0 });
  return format === 'md' ? markdown : csv;
}
