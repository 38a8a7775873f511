import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../../src/record/run-record.js';
import { html } from '../../../src/report/html/html.js';
import { expectGolden } from '../../expect-golden.js';
import { fixtureRecords } from '../../fixtures/records/fixture-records.js';
import { renameAll } from '../../fixtures/records/rename-all.js';
import { tenMinuteRecord } from '../../fixtures/records/ten-minutes.js';
import { withoutBlocks, withoutScripts } from './own-blocks.js';

const failover = fixtureRecords['sentinel-failover-with-losses'];

describe('the HTML report', () => {
  it.each(['sentinel-failover-with-losses', 'interrupted-before-measuring', 'hostile-names'] as const)(
    'of %s matches the approved text',
    async (name) => {
      await expectGolden(withoutBlocks(page(fixtureRecords[name])), `test/golden/${name}.html`);
    },
  );

  it('of ten minutes of load is at most 2 MB', () => {
    const text = page(tenMinuteRecord());
    expect(charts(text).charts[0]?.at).toHaveLength(6000);
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(2_000_000);
  });

  it('has no address to load anything from', () => {
    const markup = withoutBlocks(page(failover));
    expect(markup.match(/ (?:src|srcset|data|action|style|on\w+)=/g)).toBeNull();
    expect(new Set(markup.match(/(?<= href=")[^"]/g))).toEqual(new Set(['#']));
    expect(markup).not.toMatch(/<(?:link|img|iframe|object|embed|base|form)\b/);
  });

  it('allows the browser exactly the scripts and style sheets that it contains', () => {
    const text = page(failover);
    const blocks = (tag: string) =>
      [...text.matchAll(new RegExp(`<${tag}>(.*?)</${tag}>`, 'gs'))].map(([, one]) => one);
    const hashes = (tag: string) =>
      blocks(tag).map(
        (one) =>
          `&#39;sha256-${createHash('sha256')
            .update(one ?? '')
            .digest('base64')}&#39;`,
      );
    expect(text).toContain(
      `content="default-src &#39;none&#39;; script-src ${hashes('script').join(' ')}; style-src ${hashes('style').join(' ')}; base-uri &#39;none&#39;; form-action &#39;none&#39;"`,
    );
    for (const script of blocks('script')) expect(() => new Script(script ?? '')).not.toThrow();
  });

  it('includes the licence of its library', () => {
    expect(page(failover)).toMatch(/The MIT License.*Leon Sorokin/s);
  });

  it('has one first-level heading, a name for every section, and a caption and scopes for every table', () => {
    const markup = withoutBlocks(page(failover));
    expect(markup.match(/<h1>/g)).toHaveLength(1);
    const ids = [...markup.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const aims = [...markup.matchAll(/(?:href="#|aria-labelledby=")([^"]+)"/g)].map(([, id]) => id);
    expect(aims.filter((id) => !ids.includes(id))).toEqual([]);
    const tables = markup.split('<table').slice(1);
    expect(tables.length).toBeGreaterThan(8);
    for (const table of tables)
      expect(table).toMatch(/^[^>]*>\n<caption [^>]*>[^<]+<\/caption>.*<th scope="col".*<th scope="row"/s);
    expect(markup).not.toMatch(/<th(?=[ >])(?! scope=)/);
  });
});

describe('a page with foreign names', () => {
  it('has the same tags as with harmless names', () => {
    const harmless = tagsOf(page(renameAll(failover, 'harmless')));
    expect(harmless.length).toBeGreaterThan(300);
    fc.assert(
      fc.property(hostileText(), (text) => {
        expect(tagsOf(page(renameAll(failover, text)))).toEqual(harmless);
      }),
      { numRuns: 40 },
    );
  });

  it.each(['__proto__', 'constructor', 'toString'])('counts errors of class %s', (name) => {
    const { lines } = charts(page(renameAll(failover, name))).charts.find(({ id }) => id === 'chart-errors') ?? {};
    expect(lines?.map(({ label, values }) => [label, values[0]])).toEqual([[name, 50]]);
  });
});

function page(record: RunRecord): string {
  return html.render(record, { columns: 100, colour: false, recordPath: 'reports/r/record.json' });
}

interface Drawn {
  readonly charts: readonly {
    readonly id: string;
    readonly at: readonly number[];
    readonly lines: readonly { readonly label: string; readonly values: readonly (number | null)[] }[];
  }[];
}

function charts(text: string): Drawn {
  const [, json = ''] = /<script type="application\/json" id="chart-data">(.*?)<\/script>/s.exec(text) ?? [];
  return JSON.parse(json) as Drawn;
}

/** Every tag with its attribute names; fails if anything else is left that a browser could take for a tag. */
function tagsOf(text: string): readonly string[] {
  const tag = /<(?:!doctype html|\/?[a-z][a-z0-9]*(?: [a-zA-Z-]+(?:="[^"<>]*")?)*\/?)>/g;
  const markup = withoutScripts(text);
  expect(markup.replace(tag, '')).not.toMatch(/[<>"]/);
  return (markup.match(tag) ?? []).map((one) => one.replace(/="[^"]*"/g, ''));
}

/**
 * Anything at all, and known ways to break out of a page. At least one letter, because an empty name is described in
 * words.
 */
function hostileText(): fc.Arbitrary<string> {
  const attack = fc.constantFrom(
    '<script>alert(1)</script>',
    '</script><script>',
    '</style>',
    '</title>',
    '-->',
    '<!--',
    ']]>',
    '" onmouseover="alert(1)',
    "' onload='",
    '<img src=x onerror=alert(1)>',
    'javascript:alert(1)',
    '&lt;b&gt;',
    '\u2028',
    '\u202e',
    '\u0000',
    '{x}',
    '`',
    '__proto__',
  );
  return fc
    .array(fc.oneof(attack, fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 4 })
    .map((parts) => `a${parts.join('')}`);
}
