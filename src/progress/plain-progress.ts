import { formatDuration, formatMoment } from '../report/format-figures.js';
import { withPlainText } from '../report/plain-text.js';
import type { Paint } from '../report/terminal/paint.js';
import type { LiveTerminal } from './live-screen.js';
import { emptyLiveState, type ShownOutage, type Work, withChange } from './live-state.js';
import { outageTexts } from './outage-texts.js';
import type { ProgressDisplay } from './progress-display.js';
import { statusLine } from './status-line.js';
import { workFigures } from './work-line.js';

/** The display without a terminal, such as a CI log: one line per event, and a status line every few seconds. */
export function createPlainProgress(stream: Pick<LiveTerminal, 'write'>, paint: Paint): ProgressDisplay {
  let phaseName = '';
  let lastTickMs = Number.NEGATIVE_INFINITY;
  let lastWorkMs = 0;
  let longestOutageMs = 0;
  let state = emptyLiveState;
  const line = (text: string) => void stream.write(`${text}\n`);
  const event = (text: string, atMs: number) => line(`${formatMoment(atMs).padStart(9)}  ${withPlainText(text)}`);
  const showWork = (work: Work | undefined) => {
    const elapsedMs = work?.elapsedMs ?? 0;
    if (work === undefined || elapsedMs < lastWorkMs) lastWorkMs = 0;
    if (work === undefined || elapsedMs - lastWorkMs < leastBetweenWorkMs) return;
    lastWorkMs = elapsedMs;
    line(withPlainText(`${work.label}: ${workFigures(work)}`));
  };
  const showOutage = (atMs: number, open: readonly ShownOutage[]) => {
    const long = open.filter(({ lengthMs }) => lengthMs >= leastOutageMs);
    if (long.length > 0 && longestOutageMs === 0) event(outageTexts(long).join('; '), atMs);
    if (open.length === 0 && longestOutageMs > 0)
      event(`operations succeed again, after an outage of about ${formatDuration(longestOutageMs)}`, atMs);
    longestOutageMs = open.length === 0 ? 0 : Math.max(longestOutageMs, ...long.map(({ lengthMs }) => lengthMs));
  };

  return {
    step: (text) => line(withPlainText(text)),
    phase(name) {
      phaseName = name;
      line(paint.title(`phase ${name}`));
    },
    tick(tick) {
      if (tick.atMs - lastTickMs < leastBetweenTicksMs) return;
      lastTickMs = tick.atMs;
      line(withPlainText(statusLine(tick, phaseName, state)));
    },
    event,
    warn: (text) => line(`${paint.verdict('WARNING')}  ${withPlainText(text)}`),
    show(change) {
      state = withChange(state, change);
      if (change.type === 'work') showWork(change.work);
      if (change.type === 'outage') showOutage(change.atMs, change.open);
    },
    end() {
      lastTickMs = Number.NEGATIVE_INFINITY;
      longestOutageMs = 0;
      state = emptyLiveState;
    },
  };
}

/** Slightly below five seconds, so that a tick that is early by a timer error is not skipped. */
const leastBetweenTicksMs = 4_900;
const leastBetweenWorkMs = 5_000;
/** Shorter ones are left to the report. */
const leastOutageMs = 1_000;
