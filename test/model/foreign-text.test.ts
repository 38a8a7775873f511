import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignLines, foreignText } from '../../src/model/foreign-text.js';

describe('foreign text', () => {
  it.each([
    ['an ordinary error reply', 'ERR no such key', 'ERR no such key'],
    ['an escape sequence', '\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
    ['line breaks', 'one\r\ntwo\u2028three', 'one\\r\\ntwo\\u{2028}three'],
    ['a direction mark', 'a\u202egnp.exe', 'a\\u{202e}gnp.exe'],
    ['half a surrogate pair', 'a\ud83d', 'a\\u{d83d}'],
    ['a workflow command', '::error file=a::b', ': :error file=a::b'],
    ['a workflow command in the middle', 'said ::stop-commands::x', 'said : :stop-commands::x'],
    ['an old workflow command', 'said ##[error]x ##vso[task]', 'said # #[error]x # #vso[task]'],
    ['an IPv6 address', 'fe80::ad:1', 'fe80::ad:1'],
    ['a password in a URL', 'no redis://u:secret@host', 'no redis://***@host'],
  ])('shows %s as plain text on one line', (_, text, shown) => {
    expect(foreignText(text)).toBe(shown);
  });

  it('is truncated, with its original length', () => {
    expect(foreignText('a'.repeat(1_000), 40)).toBe(`${'a'.repeat(40 - 19)}… (1000 characters)`);
    expect(foreignText('\u0000'.repeat(100), 60)).toHaveLength(60);
  });

  it('never reveals a password because it was truncated', () => {
    expect(foreignText(`redis://u:${'secret'.repeat(1_000)}@host`, 40)).toBe('redis://***@host');
  });

  it('is one line within the limit, without anything invisible, for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 100 }), fc.integer({ min: 1, max: 150 }), (text, most) => {
        const shown = foreignText(text, most);
        expect(shown.length).toBeLessThanOrEqual(most);
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        expect(foreignText(shown, most)).toBe(shown);
      }),
    );
  });

  it('of several lines keeps its line breaks, and no line is a workflow command', () => {
    expect(foreignLines('one\n  ::error::two\u001b\r\n##[error]three')).toBe(
      'one\n  : :error::two\\x1b\\r\n# #[error]three',
    );
  });

  it.each([
    ['nothing but schemes', 'redis://'],
    ['nothing but letters and dots', 'a.'],
    ['nothing but at signs', '@'],
    ['nothing but controls', '\u001b'],
    ['nothing but blanks', ' '],
    ['nothing but colons', ':'],
    ['nothing but sharps', '#'],
  ])('of ten megabytes with %s is handled quickly', { timeout: 10_000 }, (_, unit) => {
    const text = unit.repeat(10_000_000 / unit.length);
    expect(foreignText(text).length).toBeLessThanOrEqual(500);
    expect(foreignLines(text).length).toBeLessThanOrEqual(20_000);
  });
});
