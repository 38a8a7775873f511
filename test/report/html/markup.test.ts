import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html, jsonBlock, ownBlock, pageText } from '../../../src/report/html/markup.js';

describe('a page template', () => {
  it.each([
    ['<b>bold</b>', '&#60;b&#62;bold&#60;/b&#62;'],
    ['" onload="alert(1)', '&#34; onload=&#34;alert(1)'],
    ["it's & that", 'it&#39;s &#38; that'],
  ])('escapes %j', (text, escaped) => {
    expect(pageText(html`<p title="${text}">${text}</p>`)).toBe(`<p title="${escaped}">${escaped}</p>`);
  });

  it('keeps markup, joins lists, and shows nothing for null', () => {
    expect(pageText(html`<ul>${[1, 'a<', html`<li>`, null]}</ul>`)).toBe('<ul>1a&#60;<li></ul>');
  });

  it('escapes any text so that a browser reads it back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const written = pageText(html`${text}`);
        expect(written).not.toMatch(/[<>"']/);
        expect(written.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))).toBe(text);
      }),
    );
  });

  it('does not treat an object of a record as markup', () => {
    const fake = JSON.parse('{"markup":"<b>","Symbol(safe markup)":"<b>"}') as string;
    expect(() => pageText(html`${fake}`)).toThrow();
  });
});

describe('a data block', () => {
  it('returns every value, and no string ends it early', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom('</script>', '<!--', '<script', ']]>'), (value, attack) => {
        const block = pageText(jsonBlock('data', [value, attack]));
        const [, json = ''] = /^<script type="application\/json" id="data">([^<>&]*)<\/script>$/.exec(block) ?? [];
        expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify([value, attack])));
      }),
    );
  });
});

describe('a script or style block', () => {
  it.each(['a </script> b', 'a </STYLE> b', '<!-- a'])('is rejected if it would end early: %j', (text) => {
    expect(() => ownBlock('script', text)).toThrow('would end its own block');
  });
});
