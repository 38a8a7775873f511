import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeMarkdown, escapeMarkdown } from '../../../src/report/markdown/escape-markdown.js';

describe('text in Markdown', () => {
  it.each([
    ['lost_writes <= 100', 'lost_writes <= 100'],
    ['a|b', 'a&#124;b'],
    ['<img src=x>', '&#60;img src=x>'],
    ['&lt;b', '&#38;lt;b'],
    ['_x_', '&#95;x&#95;'],
    ['@team', '@<!-- -->team'],
    ['> quote', '&#62; quote'],
  ])('%s is escaped where it has a meaning', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  it('never ends a table cell, opens a tag or mentions a person', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii' }), (text) => {
        const escaped = escapeMarkdown(text);
        expect(escaped).not.toMatch(/[|`\\*[\]]|@\w/);
        expect(escaped.replaceAll('<!-- -->', '')).not.toMatch(/<[A-Za-z/!?]/);
      }),
    );
  });

  it('as code ends neither the code nor the cell', () => {
    expect(codeMarkdown('lost_writes <= 100')).toBe('`lost_writes <= 100`');
    fc.assert(
      fc.property(fc.string({ unit: 'binary-ascii', minLength: 1 }), (text) => {
        const inner = codeMarkdown(text).replace(/^`|`$|^<code>|<\/code>$/g, '');
        expect(inner).not.toMatch(/[`|\\]/);
      }),
    );
  });
});
