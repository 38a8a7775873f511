import type { Fate } from '../model/write-fates.js';

/**
 * What is known about one write. `kept` is the state of every acknowledged write without further information, and the only
 * one that takes no memory. `fate` is null for a failed write, which counts nowhere.
 */
export const writeStates = {
  /** Acknowledged, and part of the key's history as far as it was seen. */
  kept: { code: 0, fate: 'survived' },
  /** Certainly without effect, and never seen. */
  failed: { code: 1, fate: null },
  /** Indeterminate and not seen so far; it may still be part of the history. */
  doubted: { code: 2, fate: 'vanished' },
  /** Indeterminate; a later write was seen to build on a state without it. */
  vanished: { code: 3, fate: 'vanished' },
  /** Indeterminate and seen: it took effect. */
  recovered: { code: 4, fate: 'recovered' },
  /** Indeterminate, seen, and gone again later; it was never acknowledged. */
  undone: { code: 5, fate: 'recovered' },
  /** Acknowledged, and gone. */
  lost: { code: 6, fate: 'lost' },
  /** Acknowledged, and seen under itself: it was applied twice. */
  duplicated: { code: 7, fate: 'duplicated' },
  /** Reappeared after it was ruled out, or was replaced by a value that nobody wrote. */
  unexpected: { code: 8, fate: 'unexpected' },
} as const satisfies Record<string, { readonly code: number; readonly fate: Fate | null }>;
export type WriteStateName = keyof typeof writeStates;

export type WriteState = (typeof writeStates)[WriteStateName]['code'];

/** The fate that a state counts as, by the state's code. */
export const fateOfState: readonly (Fate | null)[] = Object.values(writeStates).map((state) => state.fate);
