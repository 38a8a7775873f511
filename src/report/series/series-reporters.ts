import { UsageError } from '../../errors/errors.js';
import { junitDocument, withLabels } from '../junit/junit-document.js';
import type { ReportFormat } from '../registry.js';
import type { SeriesReport } from './series-report.js';

interface SeriesReporter {
  readonly fileName: string;
  render(report: SeriesReport): string;
}

/** The formats that can show several runs at once; the others describe one run each. */
export const seriesReporters = {
  md: { fileName: 'report.md', render: ({ markdown }) => markdown },
  html: { fileName: 'report.html', render: (report) => report.page() },
  csv: { fileName: 'series.csv', render: ({ csv }) => csv },
  github: { fileName: 'github.md', render: ({ markdown }) => markdown },
  junit: {
    fileName: 'junit.xml',
    render: ({ id, labels, ...suite }) =>
      junitDocument({ ...suite, properties: withLabels({ series: id }, labels), output: suite.summary }),
  },
} as const satisfies Partial<Record<ReportFormat, SeriesReporter>>;

export type SeriesFormat = keyof typeof seriesReporters;

/** Whether a format can show several runs at once. */
export function isSeriesFormat(format: string): format is SeriesFormat {
  return Object.hasOwn(seriesReporters, format);
}

/** Validates the name of a format that can show several runs at once. Throws UsageError listing all of them for any other. */
export function parseSeriesFormat(name: string): SeriesFormat {
  if (isSeriesFormat(name)) return name;
  throw new UsageError(
    `Several runs can't be reported as "${name}". Formats: ${Object.keys(seriesReporters).join(', ')}.`,
  );
}
