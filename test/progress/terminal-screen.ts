import { textWidth } from '../../src/report/text-width.js';

/**
 * A terminal of unlimited height, as far as the live view uses one. Throws at an unknown sequence, and if the cursor
 * moves above the first line.
 */
export class TerminalScreen {
  columns: number;
  cursorIsShown = true;
  #lines: string[][] = [[]];
  #row = 0;
  #column = 0;

  constructor(columns: number) {
    this.columns = columns;
  }

  /** All lines without trailing spaces, from the first to the last with text. */
  get text(): string {
    return this.#lines
      .map((line) =>
        Array.from(line, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
      .trimEnd();
  }

  write(text: string): void {
    for (const [part, sequence, character] of text.matchAll(sequenceOrCharacter)) {
      if (character !== undefined) this.#put(character);
      else this.#obey(sequence ?? part);
    }
  }

  #put(character: string): void {
    if (character === '\r') this.#column = 0;
    else if (character === '\n') this.#moveTo(this.#row + 1, 0);
    else {
      const width = textWidth(character);
      if (this.#column + width > this.columns) this.#moveTo(this.#row + 1, 0);
      const line = this.#lines[this.#row]!;
      line[this.#column] = character;
      for (let cell = 1; cell < width; cell += 1) line[this.#column + cell] = '';
      this.#column += width;
    }
  }

  #moveTo(row: number, column: number): void {
    if (row < 0) throw new Error('the cursor was moved above the first line');
    while (this.#lines.length <= row) this.#lines.push([]);
    this.#row = row;
    this.#column = column;
  }

  #obey(sequence: string): void {
    if (sequence === '?25l') this.cursorIsShown = false;
    else if (sequence === '?25h') this.cursorIsShown = true;
    else if (sequence.endsWith('A')) this.#moveTo(this.#row - Number(sequence.slice(0, -1)), this.#column);
    else if (sequence === 'K') this.#lines[this.#row]!.length = this.#column;
    else if (sequence === 'J') {
      this.#lines[this.#row]!.length = this.#column;
      this.#lines.length = this.#row + 1;
    } else if (!sequence.endsWith('m')) throw new Error(`an unknown sequence: ${sequence}`);
  }
}

const escapeCharacter = String.fromCharCode(27);
const sequenceOrCharacter = new RegExp(String.raw`${escapeCharacter}\[([?\d;]*[A-Za-z])|(.)`, 'gsu');
