import { appendFileSync } from 'node:fs';
import { printableJson } from '../model/printable-json.js';
import { createProgress } from '../progress/progress.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunEventBody } from '../record/sections/events.js';
import { createPaint } from '../report/terminal/paint.js';
import type { Ready } from '../session/client-settings.js';
import type { KeepEnd } from '../session/keep-cluster.js';
import { sessionEventText } from '../session/session-event-text.js';
import { readyText } from '../session/session-text.js';
import type { Host } from './host.js';

interface ViewOptions {
  /** Print JSON documents on stdout, one per line. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether this program is in the background, where only the ready cluster is printed. */
  readonly keeper: boolean;
}

/** What `up` prints about its cluster. */
export class ClusterView {
  readonly progress: ProgressDisplay;
  #host: Host;
  #options: ViewOptions;
  #write: (text: string) => void;

  constructor(host: Host, options: ViewOptions) {
    const { stderr } = host;
    this.#host = host;
    this.#options = options;
    this.#write = (text) => stderr.write(text);
    this.progress = createProgress({
      stream: { write: (text) => this.#write(text), columns: stderr.columns },
      isTTY: stderr.isTerminal && !options.json,
      quiet: options.quiet,
      colour: stderr.colour,
    });
  }

  /** The cluster is ready; `end` says how it ends. */
  ready(ready: Ready, end: string): void {
    const { stdout } = this.#host;
    this.#jsonLine(ready);
    if (this.#options.json) return;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    stdout.write(`${readyText(ready, page, end)}\n`);
  }

  /** From now on, progress goes to a file: nobody reads the streams of a program in the background. */
  writeTo(file: string): void {
    this.#write = (text) => appendFileSync(file, text);
  }

  event(body: RunEventBody, atMs: number): void {
    if (body.type === 'warning') this.progress.warn(body.message);
    const text = sessionEventText(body);
    if (text !== undefined) this.progress.event(text, atMs);
    if (!this.#options.keeper) this.#jsonLine({ type: 'event', event: { atMs, ...body } });
  }

  ended(reason: KeepEnd): void {
    if (this.#options.keeper) return;
    this.#jsonLine({ type: 'ended', reason });
    this.progress.step(reason === 'time' ? 'The cluster has stopped: its time was up.' : 'The cluster has stopped.');
  }

  #jsonLine(value: unknown): void {
    if (this.#options.json) this.#host.stdout.write(printableJson(value, 0));
  }
}
