import { UsageError } from '../../errors/errors.js';
import type { ComparedFigure } from './compared-figure.js';
import { parseFigure } from './compared-figures.js';

/** The figures named on a command line. Throws UsageError for an unknown one. */
export function requireFigures(named: readonly string[], operations: readonly string[]): readonly ComparedFigure[] {
  return named.map((text) => {
    const parsed = parseFigure(text, operations);
    if (parsed.expected === undefined) return parsed.value;
    const meant = parsed.suggestion === undefined ? '' : ` Did you mean "${parsed.suggestion}"?`;
    throw new UsageError(`--figure: expected ${parsed.expected}, found ${JSON.stringify(text)}.${meant}`);
  });
}
