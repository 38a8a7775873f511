import { createRequire } from 'node:module';

type HdrHistogram = typeof import('hdr-histogram-js');

const require = createRequire(import.meta.url);

/** Loads hdr-histogram-js on first use, after the load, so that it does not delay the start of a run. */
export function hdrHistogram(): HdrHistogram {
  return require('hdr-histogram-js') as HdrHistogram;
}
