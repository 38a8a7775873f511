import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RunRecord } from '../record/run-record.js';
import type { RunEvent } from '../record/sections/events.js';
import type { TimelineInterval } from '../record/sections/timeline.js';
import { type ReportFormat, reporters } from '../report/registry.js';
import type { LiveRun, Reporter } from '../report/reporter.js';
import type { RunFollower } from './run-follower.js';

/**
 * The reports that grow while a run goes on, each in the folder where its record will be. A file that can't be written never
 * breaks the run: the report is then rendered from the record, like the others.
 */
export class LiveReports implements RunFollower, AsyncDisposable {
  #outFolder: string;
  #formats: readonly ReportFormat[];
  #files: LiveFile[] = [];

  /** `formats`: those asked for; only some of them can grow. */
  constructor(outFolder: string, formats: readonly ReportFormat[]) {
    this.#outFolder = outFolder;
    this.#formats = formats;
  }

  begin(run: LiveRun): void {
    const folder = join(this.#outFolder, run.id);
    this.#files = [...new Set(this.#formats)].flatMap((format) => {
      const reporter: Reporter = reporters[format];
      return reporter.live === undefined ? [] : [new LiveFile(format, reporter, join(folder, reporter.fileName))];
    });
    for (const file of this.#files) file.add(file.lines?.begin(run));
  }

  event(event: RunEvent): void {
    for (const file of this.#files) file.add(file.lines?.event(event));
  }

  interval(interval: TimelineInterval): void {
    for (const file of this.#files) file.add(file.lines?.interval(interval));
  }

  /** Completes the files from the record, which is at `recordPath`. Returns the formats that are complete. */
  async finish(record: RunRecord, recordPath: string): Promise<readonly ReportFormat[]> {
    const own = this.#files.filter(({ path }) => dirname(path) === dirname(recordPath));
    for (const file of own) file.addMissing(record, recordPath);
    await this[Symbol.asyncDispose]();
    return own.filter(({ isComplete }) => isComplete).map(({ format }) => format);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }
}

class LiveFile {
  readonly format: ReportFormat;
  readonly path: string;
  #reporter: Reporter;
  #stream: WriteStream | null = null;
  #written = new Set<string>();
  #closed: Promise<void> | undefined;
  isComplete = false;

  constructor(format: ReportFormat, reporter: Reporter, path: string) {
    this.format = format;
    this.path = path;
    this.#reporter = reporter;
    try {
      mkdirSync(dirname(path), { recursive: true });
      this.#stream = createWriteStream(path);
      this.#stream.on('error', () => {
        this.#stream = null;
      });
    } catch {
      // The report is rendered from the record.
    }
  }

  get lines(): Reporter['live'] {
    return this.#reporter.live;
  }

  add(line: string | undefined): void {
    if (line === undefined || this.#stream === null) return;
    this.#written.add(line);
    this.#stream.write(`${line}\n`);
  }

  addMissing(record: RunRecord, recordPath: string): void {
    const text = this.#reporter.render(record, { columns: 100, colour: false, recordPath });
    for (const line of text.split('\n')) if (line !== '' && !this.#written.has(line)) this.add(line);
    this.isComplete = this.#stream !== null;
  }

  /** Resolves once everything is written or has failed. Idempotent. */
  close(): Promise<void> {
    const stream = this.#stream;
    this.#closed ??= new Promise((resolve) => {
      if (stream === null) return resolve();
      stream.once('error', () => {
        this.isComplete = false;
        resolve();
      });
      stream.end(resolve);
    });
    return this.#closed;
  }
}
