import { exitCodes } from '../../errors/errors.js';
import type { SearchResult } from './search-record.js';

/** The exit code for the result of a search. */
export function searchExitCode({ limitedBy }: SearchResult): number {
  switch (limitedBy) {
    case 'objective':
    case 'upper-bound':
      return exitCodes.pass.code;
    case 'lower-bound':
      return exitCodes.gateFailed.code;
    case 'generator':
    case 'no-data':
      return exitCodes.inconclusive.code;
    case 'interrupted':
      return exitCodes.interrupted.code;
    default:
      return limitedBy satisfies never;
  }
}
