import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutToWidth, padToWidth, textWidth } from '../../src/report/text-width.js';

/** What never stands alone: halves of flags, marks, fillers, and notes that Node counts with their stems. */
const incomplete = /[\p{RI}\p{M}\u115f\u1160\u3164\uffa0\u{1d15e}-\u{1d164}\u{1d1bb}-\u{1d1c0}]/u;

it.each([
  ['', 0],
  ['rate 10,000/s', 13],
  ['p99 340 µs ─█▁…', 15],
  ['主节点', 6],
  ['プライマリ', 10],
  ['기본', 4],
  ['e\u0301', 1],
  ['🔥', 2],
  ['Ａ', 2],
])('%j takes %i columns', (text, columns) => {
  expect(textWidth(text)).toBe(columns);
});

it('is never below what Node reports for a text of such characters', () => {
  const texts = fc
    .string({ unit: 'binary' })
    .map((text) => withoutControls(text).replace(new RegExp(incomplete, 'gu'), ''));
  fc.assert(
    fc.property(texts, (text) => {
      expect(textWidth(text)).toBeGreaterThanOrEqual(widthByNode(text));
    }),
    { numRuns: 200 },
  );
});

it('is never below what Node reports for a single character that can stand alone', () => {
  const characters = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code));
  const lines = characters.map(withoutControls).filter((text) => text !== '' && !incomplete.test(text));
  expect(lines.length).toBeGreaterThan(100_000);
  using editor = lineEditor();
  expect(lines.filter((text) => textWidth(text) < editor.widthOf(text))).toEqual([]);
});

it.each(['a b', '主节 点', 'e\u0301'])('measures and cuts 100 kB of %j in linear time', { timeout: 10_000 }, (text) => {
  const long = text.repeat(Math.ceil(100_000 / text.length));
  expect(textWidth(long)).toBe(textWidth(text) * (long.length / text.length));
  expect(textWidth(cutToWidth(long, 79))).toBeGreaterThan(77);
});

it('cuts and pads to a width, and keeps what fits', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }).map(withoutControls), fc.nat(30), (text, columns) => {
      const cut = cutToWidth(text, columns);
      expect(textWidth(cut)).toBeLessThanOrEqual(columns);
      if (textWidth(text) <= columns) expect(cut).toBe(text);
      expect(textWidth(padToWidth(cut, columns))).toBe(columns);
    }),
  );
});

function withoutControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Cn}\p{Co}]/gu, '');
}

function widthByNode(text: string): number {
  using editor = lineEditor();
  return editor.widthOf(text);
}

/** Node's own line editor, which knows the cursor position after a text. */
function lineEditor() {
  const editor = createInterface({ input: new PassThrough(), output: new PassThrough(), terminal: true, prompt: '' });
  const widthOf = (text: string) => {
    const { line, cursor } = Object.assign(editor, { line: text, cursor: text.length }) as Interface;
    if (line !== text || cursor !== text.length) throw new Error(`The editor holds ${line}, and not ${text}.`);
    return editor.getCursorPos().cols;
  };
  return { widthOf, [Symbol.dispose]: () => editor.close() };
}
