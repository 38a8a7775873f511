import { UsageError } from '../../errors/errors.js';
import type { Subject } from '../gate.js';
import { parseFigure } from './compared-figures.js';

/** The figures that were named on a command line. Throws UsageError for one that is none. */
export function requireFigures(named: readonly string[], operations: readonly string[]): readonly Subject[] {
  return named.map((text) => {
    const parsed = parseFigure(text, operations);
    if (parsed.expected === undefined) return parsed.value;
    const meant = parsed.suggestion === undefined ? '' : ` Did you mean "${parsed.suggestion}"?`;
    throw new UsageError(`--figure: expected ${parsed.expected}, found ${JSON.stringify(text)}.${meant}`);
  });
}
