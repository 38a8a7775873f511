import type { ReplacedRun } from '../../record/series/replaced-run.js';

/** `2 void runs were replaced: ...`, with each reason once; null if none was. */
export function replacedSentence(replaced: readonly ReplacedRun[]): string | null {
  if (replaced.length === 0) return null;
  const runs = replaced.length === 1 ? '1 void run was' : `${replaced.length} void runs were`;
  return `${runs} replaced: ${[...new Set(replaced.map(({ reason }) => reason))].join('; ')}.`;
}
