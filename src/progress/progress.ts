import { withPlainText } from '../report/plain-text.js';
import { createPaint } from '../report/terminal/paint.js';
import { createLiveProgress } from './live-progress.js';
import type { LiveTerminal } from './live-screen.js';
import { createPlainProgress } from './plain-progress.js';
import type { ProgressDisplay } from './progress-display.js';

export interface ProgressOptions {
  readonly stream: LiveTerminal;
  /** A terminal gets a live view, redrawn in place; anything else gets plain lines. */
  readonly isTTY: boolean;
  /** Only warnings. */
  readonly quiet: boolean;
  readonly colour: boolean;
}

/** A display of a run on a stream, normally stderr. */
export function createProgress({ stream, isTTY, quiet, colour }: ProgressOptions): ProgressDisplay {
  const paint = createPaint(colour);
  if (quiet) return quietProgress((text) => stream.write(`${paint.verdict('WARNING')}  ${withPlainText(text)}\n`));
  return isTTY ? createLiveProgress(stream, paint) : createPlainProgress(stream, paint);
}

function quietProgress(warn: (text: string) => void): ProgressDisplay {
  const nothing = () => {};
  return { step: nothing, phase: nothing, tick: nothing, event: nothing, warn, show: nothing, end: nothing };
}
