import type { ComparedFigure } from '../gate/compare/compared-figure.js';
import { requireFigures } from '../gate/compare/require-figures.js';
import { operationKinds } from '../load/operation/registry.js';

/** The figures of a series that has not begun. Throws UsageError for an invalid one. */
export function figuresBeforehand(named: readonly string[]): readonly ComparedFigure[] {
  return requireFigures(named, operationKinds);
}
