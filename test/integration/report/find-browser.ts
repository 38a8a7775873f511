import { findProgram } from '../../../src/engine/find-program.js';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];

/** The Chromium of this machine, or the one in CACHE_BENCH_CHROMIUM; undefined if there is none. */
export async function findBrowser(): Promise<string | undefined> {
  if (process.env.CACHE_BENCH_CHROMIUM) return process.env.CACHE_BENCH_CHROMIUM;
  for (const name of names) {
    const path = await findProgram(name, process.env);
    if (path !== undefined) return path;
  }
  return undefined;
}
