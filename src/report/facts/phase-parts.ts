import type { RunRecord } from '../../record/run-record.js';
import type { PhaseRecord } from '../../record/sections/phases.js';

type Timed = Pick<PhaseRecord, 'startMs' | 'endMs' | 'spans'>;

/** Total length of a phase over all its parts until a given time of the run, in milliseconds. */
export function lengthOf(phase: Timed, untilMs = Number.POSITIVE_INFINITY): number {
  return partsOf(phase).reduce((sum, { startMs, endMs }) => sum + Math.max(0, Math.min(endMs, untilMs) - startMs), 0);
}

/** The phase that began last before a given time; undefined before the first. */
export function phaseAt(record: RunRecord, atMs: number): string | undefined {
  const parts = record.phases.flatMap((phase) => partsOf(phase).map(({ startMs }) => ({ name: phase.name, startMs })));
  return parts
    .filter(({ startMs }) => startMs <= atMs)
    .reduce<(typeof parts)[number] | undefined>(
      (last, part) => (last && last.startMs > part.startMs ? last : part),
      undefined,
    )?.name;
}

/** The parts of a phase in chronological order: one, unless other phases lie between. */
export function partsOf(phase: Timed): readonly { readonly startMs: number; readonly endMs: number }[] {
  return phase.spans ?? [phase];
}
