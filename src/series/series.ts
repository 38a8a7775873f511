import { join } from 'node:path';
import type { RunRecord } from '../record/run-record.js';
import type { SeriesAbout, SeriesReport } from '../report/series/series-report.js';
import { seriesId } from './series-id.js';

/** A kind of series: what people, CI and the shell get to see of its document. */
export interface SeriesKind<Document> {
  /** Part of the name of its folder. */
  readonly name: string;
  report(document: Document, about: SeriesAbout): SeriesReport;
  /** The text on stdout. */
  render(document: Document, page: SeriesPage): string;
  /** Whether that text names the path of the document. */
  readonly rendersPath: boolean;
  /** A sentence that says where the results are. */
  location(path: string): string;
  exitCode(document: Document): number;
}

/** Where and how a document is printed. */
interface SeriesPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Path of the document; null: it was not saved. */
  readonly path: string | null;
  /** As Markdown, where the kind supports it. */
  readonly markdown: boolean;
}

/** What a series leaves. */
export interface SeriesResult<Document> {
  readonly document: Document;
  /** Path of the document; null: it could not be saved anywhere. */
  readonly path: string | null;
  /** The run that could not be saved anywhere, which ended the series; null: each has its record. */
  readonly unsaved: RunRecord | null;
  /** The error that ended the series early, if any; everything before it is saved. */
  readonly failure: Error | null;
}

export interface SeriesOutcome<Document> extends SeriesResult<Document>, SeriesStart {
  readonly kind: SeriesKind<Document>;
}

/** A series that begins now. */
export interface SeriesStart {
  readonly id: string;
  readonly startedAt: Date;
  readonly folder: string;
}

export function startSeries({ name }: Pick<SeriesKind<never>, 'name'>, outFolder: string): SeriesStart {
  const startedAt = new Date();
  const id = seriesId(startedAt, name);
  return { id, startedAt, folder: join(outFolder, id) };
}
