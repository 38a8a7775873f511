import { createRequire } from 'node:module';

type HdrHistogram = typeof import('hdr-histogram-js');

const require = createRequire(import.meta.url);

/** hdr-histogram-js, read when it is first needed, which is after the load: no start of a run has to wait for it. */
export function hdrHistogram(): HdrHistogram {
  return require('hdr-histogram-js') as HdrHistogram;
}
