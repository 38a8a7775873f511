import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** uPlot as embedded in a page: its script with its licence, and its style sheet. */
export interface InlinedLibrary {
  readonly script: string;
  readonly style: string;
}

/** Reads uPlot from its installation; a page must be self-contained, so it is never fetched when the page is opened. */
export function inlinedLibrary(): InlinedLibrary {
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
