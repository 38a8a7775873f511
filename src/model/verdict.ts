export const verdicts = ['pass', 'fail', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** Combines verdicts: fail beats unknown beats pass. With none, the result is pass: nothing was required. */
export function combineVerdicts(all: readonly Verdict[]): Verdict {
  if (all.includes('fail')) return 'fail';
  return all.includes('unknown') ? 'unknown' : 'pass';
}
