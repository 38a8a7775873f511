import { exitCodes } from '../../errors/errors.js';
import type { Comparison } from './comparison.js';

/** The exit code of a comparison: it passes if no figure is worse. */
export function comparisonExitCode({ verdict, interrupted }: Pick<Comparison, 'verdict' | 'interrupted'>): number {
  if (interrupted) return exitCodes.interrupted.code;
  switch (verdict) {
    case 'worse':
      return exitCodes.gateFailed.code;
    case 'unknown':
      return exitCodes.inconclusive.code;
    case 'better':
    case 'no-difference':
      return exitCodes.pass.code;
    default:
      return verdict satisfies never;
  }
}
