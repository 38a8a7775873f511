import { exitCodes } from '../errors/errors.js';
import type { RunRecord } from './run-record.js';

/** The exit code for a record. An interruption takes precedence over a verdict on half a run. */
export function exitCodeOf({
  run,
  verdict,
}: { readonly run: Pick<RunRecord['run'], 'interrupted'> } & Pick<RunRecord, 'verdict'>): number {
  if (run.interrupted) return exitCodes.interrupted.code;
  switch (verdict) {
    case 'pass':
      return exitCodes.pass.code;
    case 'fail':
      return exitCodes.gateFailed.code;
    case 'unknown':
      return exitCodes.inconclusive.code;
    default:
      return verdict satisfies never;
  }
}
