import { figuresByDefault } from './compared-figures.js';
import { fewestRuns } from './statistics.js';

/** The fewest runs of a side, or rounds, with which a comparison of so many figures can have a verdict; without a number, of the usual figures. */
export function runsNeeded(design: 'paired' | 'independent', figures: number = figuresByDefault.length): number {
  return fewestRuns(design, figures);
}
