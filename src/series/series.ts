import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { Verdict } from '../model/verdict.js';
import type { StoredRun } from '../record/read-run-set.js';
import type { RunRecord } from '../record/run-record.js';
import type { ReplacedRun } from '../record/series/replaced-run.js';
import type { SeriesName } from '../record/series/series-document.js';
import type { SeriesAbout, SeriesReport } from '../report/series/series-report.js';
import type { ExperimentRequest } from '../run/measured.js';

/** A kind of series: its document, and what it shows to people, CI and the shell. */
export interface SeriesKind<Document> {
  readonly name: SeriesName;
  /** Saves the document in a folder, and returns its path. */
  write(document: Document, folder: string): Promise<string>;
  /** Whether the document is `series.json`; otherwise that file is written beside it. */
  readonly isSeriesFile: boolean;
  report(document: Document, about: SeriesAbout): SeriesReport;
  /** The text on stdout. */
  render(document: Document, page: SeriesPage): string;
  /** Whether that text names the path of the document. */
  readonly rendersPath: boolean;
  /** A sentence that says where the results are. */
  location(path: string): string;
  verdict(document: Document): Verdict;
  exitCode(document: Document): number;
}

/** A series about to begin. */
export interface Series<Document> {
  readonly kind: SeriesKind<Document>;
  /** Runs that exist already; absent: none. */
  readonly existing?: readonly ExistingRun[];
  /** The next run, given all that count so far; null: there is nothing more to run. */
  next(counted: readonly CountedRun[]): PlannedRun | null;
  /** Which runs to replace; absent: every run counts. */
  readonly replacement?: {
    readonly most: number;
    /** Why a run should be repeated; null if it counts. */
    voidReason(record: RunRecord): string | null;
  };
  summarize(outcome: RunsOutcome, start: SeriesStart): Document;
}

/** Part of a series: the runs with the same settings. */
interface VariantOfSeries {
  readonly name: string;
  /** What it changes in the scenario: the value of each path. */
  readonly settings: Readonly<Record<string, string>>;
}

/** The next run of a series: its name, the location of its record, and what it runs. */
export interface PlannedRun {
  readonly variant: VariantOfSeries;
  readonly title: string;
  /** Its record is in `<folder of the series>/<subfolder>/<folder name, or run id>/`. */
  readonly subfolder?: string;
  readonly folderName?: string;
  request(): Promise<ExperimentRequest>;
  /** One line when it has finished; absent: its key figures. */
  line?(record: RunRecord): string;
}

interface ExistingRun extends StoredRun {
  readonly variant: VariantOfSeries;
}

/** A run that counts. */
export interface CountedRun {
  readonly variant: VariantOfSeries;
  readonly record: RunRecord;
  /** Relative to the folder of the series; null: it could not be saved anywhere. */
  readonly recordPath: string | null;
}

/** The results of all runs of a series. */
export interface RunsOutcome {
  /** In order. */
  readonly counted: readonly CountedRun[];
  /** Void runs that were repeated. Their records are in `<folder>/void/`, where no comparison reads them. */
  readonly replaced: readonly ReplacedRun[];
}

/** Where and how a document is printed. */
interface SeriesPage {
  readonly columns: number;
  readonly colour: boolean;
  /** Path of the document; null: it was not saved. */
  readonly path: string | null;
  /** The format named by `--format`, where the command has that flag. */
  readonly format: SeriesText;
}

/** How a document can be printed on stdout. */
export type SeriesText = 'terminal' | 'md' | 'csv';

interface SeriesResult<Document> {
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
  /** Those that all its runs share; absent: none. */
  readonly labels?: Readonly<Record<string, string>>;
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

/** The folder name of a series of runs: `20260214-093012-repeat-a1b2`. */
function seriesId(startedAt: Date, kind: string): string {
  const moment = startedAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${moment}-${kind}-${randomBytes(2).toString('hex')}`;
}
