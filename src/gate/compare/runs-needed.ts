import { figuresByDefault } from './compared-figures.js';
import { fewestRuns } from './statistics.js';

/**
 * The minimum number of runs per side, or rounds, for a verdict when comparing this many figures; without a number, the
 * default figures.
 */
export function runsNeeded(design: 'paired' | 'independent', figures: number = figuresByDefault.length): number {
  return fewestRuns(design, figures);
}
