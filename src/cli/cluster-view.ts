import { appendFileSync } from 'node:fs';
import { printableJson } from '../model/printable-json.js';
import { createProgress } from '../progress/progress.js';
import type { ProgressDisplay } from '../progress/progress-display.js';
import type { RunEventBody } from '../record/sections/events.js';
import { createPaint } from '../report/terminal/paint.js';
import { shellExports } from '../session/client/client-environment.js';
import type { Ready } from '../session/client/client-settings.js';
import type { KeepEnd } from '../session/keep-cluster.js';
import { sessionEventText } from '../session/session-event-text.js';
import { readyText } from '../session/session-text.js';
import type { Host } from './host.js';

interface ViewOptions {
  /** Print JSON documents on stdout, one per line. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** What stdout gets of a cluster that is ready: how to connect, the environment for a shell, or nothing. */
  readonly shows: 'page' | 'environment' | 'nothing';
  /** Whether only the ready cluster is printed, because nobody reads on. */
  readonly isKeeper: boolean;
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
      // A view that is redrawn in place would overwrite what a command prints.
      isTTY: stderr.isTerminal && !options.json && options.shows !== 'nothing',
      quiet: options.quiet,
      colour: stderr.colour,
    });
  }

  /** The cluster is ready; `end` says how it ends. */
  ready(ready: Ready, end: string): void {
    const { stdout } = this.#host;
    this.#jsonLine(ready);
    const { json, shows } = this.#options;
    if (json || shows === 'nothing') return;
    const page = { columns: Math.min(stdout.columns, 120), paint: createPaint(stdout.colour) };
    stdout.write(shows === 'environment' ? shellExports(ready.environment) : `${readyText(ready, page, end)}\n`);
  }

  /** From now on, progress goes to a file: nobody reads the streams of a program in the background. */
  writeTo(file: string): void {
    this.#write = (text) => appendFileSync(file, text);
  }

  event(body: RunEventBody, atMs: number): void {
    if (body.type === 'warning') this.progress.warn(body.message);
    const text = sessionEventText(body);
    if (text !== undefined) this.progress.event(text, atMs);
    if (!this.#options.isKeeper) this.#jsonLine({ type: 'event', event: { atMs, ...body } });
  }

  ended(reason: KeepEnd): void {
    if (this.#options.isKeeper) return;
    this.#jsonLine({ type: 'ended', reason });
    this.progress.step(reason === 'time' ? 'The cluster has stopped: its time was up.' : 'The cluster has stopped.');
  }

  #jsonLine(value: unknown): void {
    if (this.#options.json) this.#host.stdout.write(printableJson(value, 0));
  }
}
