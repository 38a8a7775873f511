import { formatMoment } from '../report/format-figures.js';
import { withPlainText } from '../report/plain-text.js';
import type { Paint } from '../report/terminal/paint.js';
import { liveLines } from './live-lines.js';
import { createLiveScreen, type LiveTerminal } from './live-screen.js';
import { emptyLiveState, type LiveState, withChange, withTick } from './live-state.js';
import type { ProgressDisplay } from './progress-display.js';

/** The terminal display: events scroll by, with the current state below them. */
export function createLiveProgress(terminal: LiveTerminal, paint: Paint): ProgressDisplay {
  const screen = createLiveScreen(terminal);
  let state = emptyLiveState;
  let resizing: Disposable | undefined;

  const draw = () => {
    const columns = Math.max(leastColumns, terminal.columns ?? 80) - 1;
    const rows = Math.max(2, terminal.rows ?? 24) - 1;
    screen.draw(liveLines(state, { columns, rows, paint }));
  };
  const change = (next: LiveState) => {
    if (next === state) return;
    state = next;
    resizing ??= terminal.onResize?.(draw);
    draw();
  };

  return {
    step: (text) => screen.print(withPlainText(text)),
    phase(name) {
      screen.print(paint.title(`phase ${name}`));
      // The last figures end with the load.
      if (name === 'audit') change({ ...emptyLiveState, phase: name });
      else state = { ...state, phase: name };
    },
    tick: (tick) => change(withTick(state, withPlainText(tick))),
    event: (text, atMs) => screen.print(`${formatMoment(atMs).padStart(9)}  ${withPlainText(text)}`),
    warn: (text) => screen.print(`${paint.verdict('WARNING')}  ${withPlainText(text)}`),
    show: (what) => change(withChange(state, withPlainText(what))),
    end() {
      resizing?.[Symbol.dispose]();
      resizing = undefined;
      screen.end();
      state = emptyLiveState;
    },
  };
}

const leastColumns = 10;
