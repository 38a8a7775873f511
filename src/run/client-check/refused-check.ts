import { UsageError } from '../../errors/errors.js';
import { InvalidScenarioError } from '../../scenario/problem.js';

/** The check's own words for settings that its scenario refuses; other errors unchanged. */
export function refusedCheck(error: unknown): unknown {
  if (!(error instanceof InvalidScenarioError)) return error;
  const lines = error.problems.map(({ place, message }) => `  ${place}: ${message}`);
  return new UsageError(["The client can't be checked with these settings; nothing was started.", ...lines].join('\n'));
}
