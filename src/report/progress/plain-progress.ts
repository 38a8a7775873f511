import { formatMoment } from '../format-figures.js';
import { withPlainText } from '../plain-text.js';
import type { Paint } from '../terminal/paint.js';
import type { LiveTerminal } from './live-screen.js';
import type { ProgressDisplay } from './progress-display.js';
import { statusLine } from './status-line.js';
import { workFigures } from './work-line.js';

/** The display where there is no terminal, such as a log of CI: a line for each event, and one every few seconds on how it goes. */
export function createPlainProgress(stream: Pick<LiveTerminal, 'write'>, paint: Paint): ProgressDisplay {
  let phaseName = '';
  let lastTickMs = Number.NEGATIVE_INFINITY;
  let lastWorkMs = 0;
  const line = (text: string) => void stream.write(`${text}\n`);

  return {
    step: (text) => line(withPlainText(text)),
    phase(name) {
      phaseName = name;
      line(paint.title(`phase ${name}`));
    },
    tick(tick) {
      if (tick.atMs - lastTickMs < leastBetweenTicksMs) return;
      lastTickMs = tick.atMs;
      line(withPlainText(statusLine(tick, phaseName)));
    },
    event: (text, atMs) => line(`${formatMoment(atMs).padStart(9)}  ${withPlainText(text)}`),
    warn: (text) => line(`${paint.verdict('WARNING')}  ${withPlainText(text)}`),
    show(change) {
      if (change.type !== 'work') return;
      const elapsedMs = change.work?.elapsedMs ?? 0;
      if (change.work === undefined || elapsedMs < lastWorkMs) lastWorkMs = 0;
      if (change.work === undefined || elapsedMs - lastWorkMs < leastBetweenWorkMs) return;
      lastWorkMs = elapsedMs;
      line(withPlainText(`${change.work.label}: ${workFigures(change.work)}`));
    },
    end() {
      lastTickMs = Number.NEGATIVE_INFINITY;
    },
  };
}

/** A little below five seconds, so that a tick which comes early by a timer's error isn't left out. */
const leastBetweenTicksMs = 4_900;
const leastBetweenWorkMs = 5_000;
