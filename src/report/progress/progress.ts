import type { MeasuredPhase } from '../../model/phase.js';
import { formatMoment } from '../format-figures.js';
import { withPlainText } from '../plain-text.js';
import { createPaint } from '../terminal/paint.js';
import { type ProgressTick, statusLine } from './status-line.js';

/** What a person sees while a run goes on. Every method only prints; none throws or waits. */
export interface ProgressDisplay {
  /** Something of the preparation or the end is done: `redis 7.0.15 found`, `cluster converged in 1.2 s`. */
  step(text: string): void;
  /** The run goes over into a phase. */
  phase(name: MeasuredPhase | 'preload' | 'warmup' | 'drain' | 'audit'): void;
  /** How it goes, once a second. */
  tick(tick: ProgressTick): void;
  /** Something happened at a moment of the run, in ms on its clock. */
  event(text: string, atMs: number): void;
  /** Something to be wary of; shown even when quiet. */
  warn(text: string): void;
  /** Takes the status line away; what is printed afterwards stands on a line of its own. */
  end(): void;
}

export interface ProgressOptions {
  readonly stream: { write(text: string): unknown; readonly columns?: number | undefined };
  /** A terminal gets one status line, rewritten in place; anything else gets plain lines. */
  readonly isTTY: boolean;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

/** A display of a run on a stream, normally stderr. */
export function createProgress(options: ProgressOptions): ProgressDisplay {
  const { stream, isTTY, quiet, colour } = options;
  const paint = createPaint(colour);
  let status = '';
  let phaseName = '';
  let lastTickMs = Number.NEGATIVE_INFINITY;

  // One write for the line and the status below it, and erasing only to the right of what is new: nothing flickers.
  const line = (text: string) => {
    const below = status === '' ? '' : paint.quiet(status);
    stream.write(isTTY ? `\r${text}\u001b[K\n${below}` : `${text}\n`);
  };
  const showStatus = (text: string) => {
    const columns = Math.max(20, stream.columns ?? 80) - 1;
    const characters = [...text];
    status = characters.length > columns ? `${characters.slice(0, columns - 1).join('')}…` : text;
    stream.write(`\r${paint.quiet(status)}\u001b[K`);
  };

  return {
    step: (text) => {
      if (!quiet) line(withPlainText(text));
    },
    phase: (name) => {
      phaseName = name;
      if (!quiet) line(paint.title(`phase ${name}`));
    },
    tick: (tick) => {
      if (quiet) return;
      const text = withPlainText(statusLine(tick, phaseName));
      if (isTTY) return showStatus(text);
      if (tick.atMs - lastTickMs < leastBetweenTicksMs) return;
      lastTickMs = tick.atMs;
      line(text);
    },
    event: (text, atMs) => {
      if (!quiet) line(`${formatMoment(atMs).padStart(9)}  ${withPlainText(text)}`);
    },
    warn: (text) => line(`${paint.verdict('WARNING')}  ${withPlainText(text)}`),
    end: () => {
      if (status !== '') stream.write('\r\u001b[K');
      status = '';
    },
  };
}

/** A little below a second, so that a tick which comes early by a timer's error isn't left out. */
const leastBetweenTicksMs = 900;
