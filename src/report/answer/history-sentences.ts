import type { RunRecord } from '../../record/run-record.js';
import { counted } from '../../units/counted.js';
import { conflictSentence } from '../facts/history.js';

/** Which recorded keys are not linearizable, and why the first of them is not. */
export function historySentences({ history }: RunRecord): readonly string[] {
  const [first] = history?.illegal ?? [];
  if (history === undefined || first === undefined) return [];
  const { illegalKeys, keys } = history;
  const which = `${illegalKeys} of ${counted(keys, 'recorded key', 'recorded keys')}`;
  return [`${which} ${illegalKeys === 1 ? 'is' : 'are'} not linearizable. ${conflictSentence(first)}`];
}
