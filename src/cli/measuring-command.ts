import { dirname, resolve } from 'node:path';
import { UsageError } from '../errors/errors.js';
import { redactText } from '../model/redact-text.js';
import { createLiveMetrics } from '../progress/live-metrics/live-metrics.js';
import type { LiveReports } from '../progress/live-reports.js';
import { createProgress } from '../progress/progress.js';
import { checkOutFolder } from '../record/check-out-folder.js';
import type { RunRecord } from '../record/run-record.js';
import { exitCodeOf } from '../record/verdict-exit-code.js';
import { NotSavedError } from '../record/write-whole.js';
import type { ReportFormat } from '../report/registry.js';
import type { ExperimentOutcome } from '../run/experiment.js';
import type { RunContext } from '../run/run-context.js';
import type { SeriesOutcome, SeriesText } from '../series/series.js';
import { BaseCommand } from './base-command.js';
import { serveMetrics } from './metrics-server.js';
import { interruptOnSignals } from './signals.js';
import { targetPasswordOf } from './target-password.js';
import { abortOnUncaught } from './uncaught.js';

/** The flags of a command that runs scenarios, apart from those of the scenario. */
interface MeasuringFlags {
  readonly out: string;
  readonly report?: readonly string[] | undefined;
  readonly label?: readonly string[] | undefined;
  readonly metrics?: number | undefined;
  readonly quiet: boolean;
  readonly keep?: boolean;
  readonly control?: string | undefined;
  readonly 'password-env'?: string | undefined;
}

/** The context of a command's runs, until it is disposed. */
interface OpenContext extends RunContext, AsyncDisposable {
  /** Awaits the work. If there was an uncaught exception, throws it instead of the errors it caused. */
  endOf<T extends { readonly failure: Error | null }>(work: Promise<T>): Promise<T>;
}

/** What commands that run scenarios, or compare runs, share. */
export abstract class MeasuringCommand extends BaseCommand {
  /** Checks the folder for results, shows progress, serves live metrics and listens for a stop. Throws UsageError. */
  protected async open(flags: MeasuringFlags, formats: readonly ReportFormat[]): Promise<OpenContext> {
    const { stderr, signals, workingDirectory, environment } = this.host;
    const labels = readLabels(flags.label);
    const outFolder = resolve(workingDirectory, flags.out);
    await checkOutFolder(outFolder);
    const metrics = createLiveMetrics();
    const liveReports = flags.report === undefined ? null : await openLiveReports(outFolder, formats);
    const server = await serveMetrics(flags.metrics, metrics.text);
    const isTTY = stderr.isTerminal && !this.jsonEnabled();
    const progress = createProgress({ stream: stderr, isTTY, quiet: flags.quiet, colour: stderr.colour });
    if (server !== null) progress.step(`metrics  ${server.url}`);
    const interruption = interruptOnSignals(signals);
    const uncaught = abortOnUncaught(signals);
    return {
      ...{ outFolder, formats, labels, metrics, liveReports, progress, isTTY },
      version: this.config.version,
      keep: flags.keep ?? false,
      control: flags.control,
      signal: AbortSignal.any([interruption.signal, uncaught.signal]),
      passwordOf: (scenario) => targetPasswordOf(flags['password-env'], scenario, environment),
      async endOf(work) {
        const outcome = await work.catch((error: unknown) => {
          throw uncaught.first() ?? error;
        });
        return { ...outcome, failure: outcome.failure ?? uncaught.first() ?? null };
      },
      async [Symbol.asyncDispose]() {
        uncaught[Symbol.dispose]();
        interruption[Symbol.dispose]();
        await liveReports?.[Symbol.asyncDispose]();
        await server?.[Symbol.asyncDispose]();
      },
    };
  }

  /** Saves, publishes and prints a finished run, and sets the exit code. Throws the error that ended it, if any. */
  protected async finishRun(
    outcome: ExperimentOutcome,
    { outFolder, formats, liveReports }: RunContext,
    full: boolean,
  ): Promise<RunRecord> {
    const { record, failure } = outcome;
    const { stdout, stderr, environment } = this.host;
    const { saveRun } = await import('../run/save-run.js');
    const { path, warnings, failure: notSaved } = await saveRun(outcome, formats, outFolder, liveReports);
    const { reportToGithub } = await import('../report/github/report-to-github.js');
    // On stderr, where GitHub reads them too: with --json, stdout contains only the record.
    const unpublished = await reportToGithub(record, path, environment, stderr.writeCommands);
    for (const { message } of [...warnings, ...unpublished]) this.progress(message);
    // The report on stdout names it too, but is not printed with --json, nor for a run aborted by an error.
    if ((this.jsonEnabled() || failure) && path !== null) this.progress(`The record is in ${path}`);
    if (failure) throw failure;
    const columns = Math.min(stdout.columns, 120);
    const { reporters } = await import('../report/registry.js');
    this.log(reporters.terminal.render(record, { columns, colour: stdout.colour, recordPath: path, full }).trimEnd());
    // A record that could not be saved anywhere is printed.
    if (path === null && !this.jsonEnabled()) stdout.write(reporters.json.render(record));
    this.host.setExitCode(exitCodeOf(record));
    return notSaved === null ? record : this.withError(record, notSaved);
  }

  /** Publishes and prints a finished series, and sets the exit code. Throws the error that ended it, if any. */
  protected async finish<Document extends object>(
    { kind, id, startedAt, labels = {}, document, path, unsaved, failure }: SeriesOutcome<Document>,
    { formats, format = 'terminal' }: { readonly formats: readonly ReportFormat[]; readonly format?: SeriesText },
  ): Promise<Document> {
    const { stdout, stderr, environment } = this.host;
    const { publishSeries } = await import('../series/publish-series.js');
    const about = { id, startedAt: startedAt.toISOString(), wallMs: Date.now() - startedAt.getTime(), labels };
    const folder = path === null ? null : dirname(path);
    const outlets = { formats, folder, environment, write: stderr.writeCommands };
    for (const line of await publishSeries(kind.report(document, about), outlets)) this.progress(line);
    const isPrinted = kind.rendersPath && !this.jsonEnabled() && failure === null;
    if (path !== null && !isPrinted) this.progress(kind.location(path));
    if (failure !== null && !(failure instanceof NotSavedError)) throw failure;
    const { columns, colour } = stdout;
    this.log(kind.render(document, { columns, colour, path, format }).trimEnd());
    this.host.setExitCode(kind.exitCode(document));
    return failure === null ? document : this.withUnsaved(document, unsaved, failure);
  }
}

/** Imported late, because all reporters come with it: no server waits for them unless a report is requested. */
async function openLiveReports(outFolder: string, formats: readonly ReportFormat[]): Promise<LiveReports> {
  const { LiveReports } = await import('../progress/live-reports.js');
  return new LiveReports(outFolder, formats);
}

const mostCharacters = 200;

/** Parses each `--label key=value`. Throws UsageError before anything is started. */
function readLabels(given: readonly string[] = []): Readonly<Record<string, string>> {
  const labels = new Map<string, string>();
  for (const text of given) {
    const [, key, value] = /^([A-Za-z][\w.-]{0,63})=(\P{Cc}*)$/u.exec(text) ?? [];
    if (key === undefined || value === undefined || value.length > mostCharacters)
      throw new UsageError(
        `--label: expected key=value, such as branch=main (a key of letters, digits, underscores, dots and dashes; a value of at most ${mostCharacters} characters on one line), found ${JSON.stringify(text.slice(0, 80))}. Nothing was started.`,
      );
    if (labels.has(key))
      throw new UsageError(`--label: ${key} is given twice. Give each key once. Nothing was started.`);
    labels.set(key, redactText(value));
  }
  return Object.fromEntries(labels);
}
