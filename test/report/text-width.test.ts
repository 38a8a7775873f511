import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cutToWidth, padToWidth, textWidth } from '../../src/report/text-width.js';

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

it('is never below what Node reports for a text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }).map(withoutControls), (text) => {
      expect(textWidth(text)).toBeGreaterThanOrEqual(widthByNode(text));
    }),
    { numRuns: 200 },
  );
});

it('is never below what Node reports for a single character', () => {
  const characters = Array.from({ length: 0x11_0000 }, (_, code) => String.fromCodePoint(code));
  const lines = characters.map(withoutControls).filter((text) => text !== '');
  expect(lines.length).toBeGreaterThan(100_000);
  using editor = lineEditor();
  expect(lines.filter((text) => textWidth(text) < editor.widthOf(text))).toEqual([]);
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
