import { join, relative } from 'node:path';
import { InterruptedError } from '../errors/errors.js';
import { medianInterval } from '../gate/compare/statistics.js';
import { summarizeFigures } from '../gate/compare/summarize-runs.js';
import type { RunRecord } from '../record/run-record.js';
import type { ReplacedRun } from '../record/series/replaced-run.js';
import type { SeriesVariant } from '../record/series/series-document.js';
import { writeSeries } from '../record/write-series.js';
import { keptWhere } from '../record/write-whole.js';
import type { ReportFormat } from '../report/registry.js';
import { runLine } from '../report/repeat/run-line.js';
import { type ExperimentOutcome, runExperiment } from '../run/experiment.js';
import { saveRun } from '../run/save-run.js';
import {
  type CountedRun,
  type PlannedRun,
  type RunsOutcome,
  type Series,
  type SeriesKind,
  type SeriesOutcome,
  type SeriesStart,
  startSeries,
} from './series.js';

/** What the series of a command share. */
export interface SeriesSetting {
  /** The folder of the series is in this one. */
  readonly outFolder: string;
  /** Whether anything is saved; absent: it is. */
  readonly isSaved?: boolean;
  /** The formats of the reports beside each record. */
  readonly formats: readonly ReportFormat[];
  /** Receives each finished run, and each report that failed. */
  showLine(line: string): void;
  readonly signal: AbortSignal;
}

/**
 * Carries out the runs of a series one after another, each on a fresh cluster, and saves each record immediately and the
 * document at the end, however the series ends. Throws the error that ends the first run before any has a record.
 */
export async function runSeries<Document>(
  series: Series<Document>,
  setting: SeriesSetting,
  run: typeof runExperiment = runExperiment,
): Promise<SeriesOutcome<Document>> {
  const { kind } = series;
  const start = startSeries(kind, setting.outFolder);
  const { unsaved, failure, ...outcome } = await carryOut(series, { ...setting, ...start }, run);
  const document = series.summarize(outcome, start);
  const about = { kind, ...start, labels: sharedLabels(outcome.counted), document };
  if (setting.isSaved === false) return { ...about, path: null, unsaved, failure };
  const { path, notSaved } = await keptWhere(kind.write(document, start.folder));
  const beside = kind.isSeriesFile || notSaved !== null ? null : await writeBeside(kind, document, outcome, start);
  return { ...about, path, unsaved, failure: failure ?? notSaved ?? beside };
}

function sharedLabels(runs: readonly CountedRun[]): Readonly<Record<string, string>> {
  const [first = {}, ...others] = runs.map(({ record }) => record.run.labels ?? {});
  const shared = Object.entries(first).filter(([key, value]) => others.every((labels) => labels[key] === value));
  return Object.fromEntries(shared);
}

/** Writes `series.json` next to a document with another name. Returns why it could not be written; null: it was. */
async function writeBeside<Document>(
  { name, verdict }: SeriesKind<Document>,
  document: Document,
  { counted }: RunsOutcome,
  { folder }: SeriesStart,
): Promise<Error | null> {
  const file = { seriesVersion: 1, kind: name, variants: variantsOf(counted), verdict: verdict(document) } as const;
  const { notSaved } = await keptWhere(writeSeries(file, folder));
  return notSaved;
}

interface Ended extends RunsOutcome {
  /** The run that could not be saved anywhere. */
  readonly unsaved: RunRecord | null;
  /** The error that ended it, if it was not interrupted. */
  readonly failure: Error | null;
}

/**
 * A run voided by this machine is immediately replaced by another with the same seed, up to a limit. An interruption or
 * failure ends the series.
 */
async function carryOut<Document>(
  series: Series<Document>,
  setting: SeriesSetting & SeriesStart,
  run: typeof runExperiment,
): Promise<Ended> {
  const { existing = [], replacement } = series;
  const counted: CountedRun[] = existing.map(({ path, ...one }) => ({
    ...one,
    recordPath: relative(setting.folder, path),
  }));
  const replaced: ReplacedRun[] = [];
  const ended = (different: Partial<Ended> = {}): Ended => ({
    ...{ counted, replaced, unsaved: null, failure: null, ...different },
  });
  for (;;) {
    const planned = series.next(counted);
    if (planned === null || setting.signal.aborted) return ended();
    try {
      const outcome = await run(await planned.request());
      const { record, failure } = outcome;
      const reason = replaced.length < (replacement?.most ?? 0) ? (replacement?.voidReason(record) ?? null) : null;
      const isVoid = reason !== null && failure === null && !setting.signal.aborted;
      const { path, notSaved } = await save(setting, planned, outcome, isVoid);
      const isReplaced = isVoid && notSaved === null;
      setting.showLine(lineOf(planned, record) + (isReplaced ? '  void: repeating it' : ''));
      if (isReplaced) replaced.push({ id: record.run.id, reason, recordPath: path ?? '' });
      else counted.push({ variant: planned.variant, record, recordPath: path });
      const error = failure ?? notSaved;
      if (error) return ended({ unsaved: path === null ? record : null, failure: error });
    } catch (error) {
      if (replaced.length === 0 && counted.length === existing.length) throw error;
      return ended({ failure: error instanceof InterruptedError ? null : (error as Error) });
    }
  }
}

function lineOf({ title, line }: PlannedRun, record: RunRecord): string {
  return line?.(record) ?? runLine(title, record);
}

/**
 * Returns the record's path relative to the folder of the series (null: it could not be saved anywhere), and why it is not
 * in the expected place.
 */
async function save(
  { folder, formats, showLine }: SeriesSetting & SeriesStart,
  { subfolder = '.', folderName }: PlannedRun,
  outcome: ExperimentOutcome,
  isVoid: boolean,
): Promise<{ readonly path: string | null; readonly notSaved: Error | null }> {
  const outFolder = join(folder, isVoid ? 'void' : subfolder);
  const { path, warnings, failure } = await saveRun(outcome, formats, outFolder, null, folderName);
  for (const { message } of warnings) showLine(message);
  return { path: path === null ? null : relative(folder, path), notSaved: failure };
}

/** The runs of a series by their settings, with the interval of each figure. */
function variantsOf(counted: readonly CountedRun[]): readonly SeriesVariant[] {
  const names = [...new Set(counted.map(({ variant }) => variant.name))];
  return names.map((name) => {
    const runs = counted.filter(({ variant }) => variant.name === name);
    const figures = summarizeFigures(runs.map(({ record }) => record));
    return {
      name,
      settings: runs[0]?.variant.settings ?? {},
      runs: runs.map(({ recordPath }) => recordPath ?? ''),
      figures: Object.fromEntries(figures.map(({ name: figure, values }) => [figure, medianInterval(values)])),
    };
  });
}
