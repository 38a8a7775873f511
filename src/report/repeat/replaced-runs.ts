import type { ReplacedRun } from '../../record/series/replaced-run.js';

/** `2 void runs were replaced: ...`, with each kind of reason once; null if none was. */
export function replacedSentence(replaced: readonly ReplacedRun[]): string | null {
  if (replaced.length === 0) return null;
  const runs = replaced.length === 1 ? '1 void run was' : `${replaced.length} void runs were`;
  return `${runs} replaced: ${reasonsOf(replaced).join('; ')}.`;
}

/** Reasons differ in the details in parentheses: those of the first run stand for all. */
function reasonsOf(replaced: readonly ReplacedRun[]): readonly string[] {
  const kinds = new Map<string, string>();
  for (const { reason } of replaced) {
    const [kind = reason] = reason.split(' (');
    if (!kinds.has(kind)) kinds.set(kind, reason);
  }
  return [...kinds.values()];
}
