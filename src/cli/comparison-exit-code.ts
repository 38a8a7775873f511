import { exitCodes } from '../errors/errors.js';
import type { Comparison } from '../model/comparison.js';

/** The exit code that a comparison asks for: no figure worse is a pass. */
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
