import { createRequire } from 'node:module';

type HdrHistogram = typeof import('hdr-histogram-js');

const require = createRequire(import.meta.url);

/** Loads hdr-histogram-js on first use, which is after the load: it delays no run's start. */
export function hdrHistogram(): HdrHistogram {
  return require('hdr-histogram-js') as HdrHistogram;
}
