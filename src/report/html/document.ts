import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ChartData } from './charts/chart-data.js';
import { html, jsonBlock, type Markup, ownBlock } from './markup.js';
import { pageScript } from './page/page-script.js';
import { pageStyle } from './page/page-style.js';

/**
 * A whole page around its body, with the charts that its script draws; null: no charts, and no script. The policy allows the
 * browser to run and apply only our own script and style by hash, and to load nothing: even if a name in a record got past
 * the escaping, it could do nothing.
 */
export function documentOf(title: string, body: Markup, charts: ChartData | null): Markup {
  const library = inlinedLibrary();
  const scripts = charts === null ? [] : [library.script, pageScript];
  const styles = charts === null ? [pageStyle] : [library.style, pageStyle];
  const scriptHashes = scripts.length === 0 ? "'none'" : scripts.map(hashOf).join(' ');
  const policy = `default-src 'none'; script-src ${scriptHashes}; style-src ${styles.map(hashOf).join(' ')}; base-uri 'none'; form-action 'none'`;
  return html`${doctype}
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${title} · cache-bench</title>
${styles.map((style) => ownBlock('style', style))}
</head>
<body>
${body}${charts === null ? null : jsonBlock('chart-data', charts)}
${scripts.map((script) => ownBlock('script', script))}
</body>
</html>
`;
}

const doctype = html`<!doctype html>`;

function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}

/** uPlot as embedded in a page: its script with its licence, and its style sheet. */
interface InlinedLibrary {
  readonly script: string;
  readonly style: string;
}

/** Reads uPlot from its installation; a page must be self-contained, so it is never fetched when the page is opened. */
function inlinedLibrary(): InlinedLibrary {
  const style = require.resolve('uplot/dist/uPlot.min.css');
  const folder = dirname(style);
  return {
    script: `/*\n${read(join(folder, '..', 'LICENSE')).trim()}\n*/\n${read(join(folder, 'uPlot.iife.min.js')).trim()}`,
    style: read(style).trim(),
  };
}

const require = createRequire(import.meta.url);

function read(file: string): string {
  return readFileSync(file, 'utf8');
}
