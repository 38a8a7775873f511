import { countedAs, notObserved, observedSequence } from '../../audit/observation.js';
import type { ObservedKey } from './space.js';

/** The write whose stamp a value carries. */
export function observeStamp(answer: unknown, { runTag, key, keyBase }: ObservedKey): number {
  return typeof answer === 'string' || answer === null ? observedSequence(answer, runTag, key + keyBase) : notObserved;
}

/** How often a key was counted, by its length. */
export function observeLength(answer: unknown, { countUnit }: ObservedKey): number {
  return countedAs(Number(answer), countUnit);
}
