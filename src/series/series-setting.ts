import type { RunContext } from '../run/run-context.js';
import type { SeriesSetting } from './run-series.js';

/** What the context of a command says about its series. */
export function seriesSetting({ outFolder, formats, signal, progress }: RunContext): SeriesSetting {
  return { outFolder, formats, signal, showLine: (line) => progress.step(line) };
}
