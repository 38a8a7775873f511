import type { FaultRecord } from '../../record/sections/faults.js';
import { formatDuration } from '../format-figures.js';

/** What a fault struck and when: `Target: n1. Injected at 6 s, healed at 20 s.` `nameOf` formats a node's name. */
export function faultCourse(
  { targets, injectedAtMs, healedAtMs }: FaultRecord,
  nameOf: (node: string) => string = (node) => node,
): string {
  const names = targets.map(nameOf).join(', ') || 'none';
  const healed = healedAtMs === null ? 'never healed' : `healed at ${formatDuration(healedAtMs)}`;
  return `${targets.length === 1 ? 'Target' : 'Targets'}: ${names}. Injected at ${formatDuration(injectedAtMs)}, ${healed}.`;
}
