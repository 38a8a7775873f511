import { stripVTControlCharacters } from 'node:util';
import { textWidth } from '../text-width.js';

/** A terminal, as far as the live view needs it. */
export interface LiveTerminal {
  write(text: string): unknown;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
  /** Calls back whenever the terminal got another size. */
  onResize?(listener: () => void): Disposable;
  /** Writes a text when the process ends, however it does so by itself, unless disposed before. */
  atExit?(text: string): Disposable;
}

/** Lines at the bottom of a terminal that are drawn anew in place, and text that scrolls above them. */
export interface LiveScreen {
  /** Draws the lines in place of those before; in one write, and without erasing what stays, so that nothing flickers. */
  draw(lines: readonly string[]): void;
  /** Puts a text above the lines, where it stays. */
  print(text: string): void;
  /** Takes the lines away, and gives the cursor back; the next drawing begins again. */
  end(): void;
}

const hideCursor = '\u001b[?25l';
const showCursor = '\u001b[?25h';
const eraseToEndOfLine = '\u001b[K';
const eraseBelow = '\u001b[J';

/** A screen on a terminal. It must be told no line that is wider than the terminal, nor more lines than it has. */
export function createLiveScreen(terminal: LiveTerminal): LiveScreen {
  let drawn: readonly string[] = [];
  let drawnAt = terminal.columns;
  let cursor: Disposable | undefined;

  // The cursor rests at the beginning of the last line: what a person types (^C) is overwritten, and breaks no line.
  const toTop = () => {
    const up = heightOf(drawn, terminal.columns) - 1;
    const top = up > 0 ? `\r\u001b[${up}A` : '\r';
    // Of another width, tmux remembers which lines it broke until they are erased, and joins them when it is widened again.
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

/** In lines of the terminal: one that has become narrower has broken what was wider. */
function heightOf(lines: readonly string[], columns = Number.POSITIVE_INFINITY): number {
  return lines.reduce(
    (height, line) => height + Math.max(1, Math.ceil(textWidth(stripVTControlCharacters(line)) / columns)),
    0,
  );
}
