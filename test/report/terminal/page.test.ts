import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { table, wrapText } from '../../../src/report/terminal/page.js';
import { createPaint } from '../../../src/report/terminal/paint.js';
import { textWidth } from '../../../src/report/text-width.js';

describe('wrapping text', () => {
  it('breaks at spaces, and inside a word only if it is too long', () => {
    expect(wrapText('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrapText('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
  });

  it('counts columns, two for a wide character', () => {
    expect(wrapText('主节点主节点', 5)).toEqual(['主节', '点主', '节点']);
    expect(wrapText('节点 n1 主', 7)).toEqual(['节点 n1', '主']);
  });

  it('keeps a figure and its unit on one line', () => {
    expect(wrapText('it took 12 ms', 10)).toEqual(['it took', '12 ms']);
    expect(wrapText('it took 12 minutes', 10)).toEqual(['it took 12', 'minutes']);
  });

  it.each([0, -5, Number.NaN])('terminates without any space (%d columns)', (width) => {
    expect(wrapText('abcdef', width)).toEqual(['abcd', 'ef']);
  });

  it('takes linear time for Chinese', { timeout: 10_000 }, () => {
    expect(wrapText('主节 点'.repeat(25_000), 80).join('').replaceAll(' ', '')).toBe('主节点'.repeat(25_000));
  });

  it('is fast for a megabyte without a space, also in a table', { timeout: 10_000 }, () => {
    expect(wrapText('a'.repeat(1_000_000), 10)).toHaveLength(100_000);
    const page = { columns: 80, paint: createPaint(false) };
    expect(table(page, ['one', 'two'], [['a'.repeat(100_000), 'b\n'.repeat(100_000)]])).not.toHaveLength(0);
  });

  it('loses no character and keeps every line within the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 5, max: 40 }), (text, width) => {
        const lines = wrapText(text, width);
        expect(lines.every((line) => textWidth(line) <= width)).toBe(true);
        // wrap-ansi composes characters (NFC).
        expect(lines.join('').replaceAll(' ', '')).toBe(text.normalize().replace(/[ \u00a0]/g, ''));
      }),
    );
  });
});
