import { stripVTControlCharacters } from 'node:util';
import { textWidth } from '../report/text-width.js';

/** The parts of a terminal used by the live view. */
export interface LiveTerminal {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Calls back whenever the terminal is resized. */
  onResize?(listener: () => void): Disposable;
  /** Writes a text on any regular exit of the process, unless disposed before. */
  atExit?(text: string): Disposable;
}

/** Lines at the bottom of a terminal that are redrawn in place, and text that scrolls above them. */
export interface LiveScreen {
  /** Redraws the lines in place; in a single write, and without erasing unchanged parts, so that nothing flickers. */
  draw(lines: readonly string[]): void;
  /** Prints a text above the lines, where it stays. */
  print(text: string): void;
  /** Removes the lines and restores the cursor; the next drawing starts afresh. */
  end(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const eraseToEndOfLine = '\u001b[K';
const eraseBelow = '\u001b[J';

/** A screen on a terminal. Callers must not pass lines wider than the terminal, nor more lines than it has. */
export function createLiveScreen(terminal: LiveTerminal): LiveScreen {
  let drawn: readonly string[] = [];
  let drawnAt = terminal.columns;
  let cursor: Disposable | undefined;

  // The cursor rests at the beginning of the last line: typed characters (^C) are overwritten, and break no line.
  const toTop = () => {
    const up = heightOf(drawn, terminal.columns) - 1;
    const top = up > 0 ? `\r\u001b[${up}A` : '\r';
    // After a resize, tmux remembers which lines it wrapped until they are erased, and joins them when widened again.
    const wipe = terminal.columns === drawnAt ? '' : eraseBelow;
    drawnAt = terminal.columns;
    return `${top}${wipe}`;
  };
  const below = (lines: readonly string[]) =>
    `${lines.map((line) => `${line}${eraseToEndOfLine}`).join('\n')}${eraseBelow}\r`;

  return {
    draw(lines) {
      if (lines.length === 0) return this.end();
      const start = cursor === undefined ? hideCursor : '';
      cursor ??= terminal.atExit?.(showCursor) ?? { [Symbol.dispose]: () => {} };
      terminal.write(`${start}${toTop()}${below(lines)}`);
      drawn = lines;
    },
    print(text) {
      const line = `${text}${eraseToEndOfLine}\n`;
      terminal.write(cursor === undefined ? line : `${toTop()}${line}${below(drawn)}`);
    },
    end() {
      if (cursor === undefined) return;
      terminal.write(`${toTop()}${eraseBelow}${showCursor}`);
      cursor[Symbol.dispose]();
      cursor = undefined;
      drawn = [];
    },
  };
}

/** In terminal lines: a narrowed terminal has wrapped the wider ones. */
function heightOf(lines: readonly string[], columns = Number.POSITIVE_INFINITY): number {
  return lines.reduce(
    (height, line) => height + Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)),
    0,
  );
}
