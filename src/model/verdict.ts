export const verdicts = ['pass', 'fail', 'unknown'] as const;
export type Verdict = (typeof verdicts)[number];

/** One verdict for many: fail beats unknown beats pass. No verdict at all is a pass: nothing was asked. */
export function combineVerdicts(all: readonly Verdict[]): Verdict {
  if (all.includes('fail')) return 'fail';
  return all.includes('unknown') ? 'unknown' : 'pass';
}
