import type { SeenValue } from '../../model/history.js';
import type { JepsenEvent } from './jepsen-events.js';

/** A read or write in a transaction of Elle's `rw-register`. */
type Step = readonly [action: 'r' | 'w', key: string, value: SeenValue];

/** An event as a transaction: a write that shows what it replaced is a read and a write. Results are known only at the end. */
export function transactionOf({ type, key, operation }: JepsenEvent): readonly Step[] {
  const { kind, value = null, replaced } = operation;
  if (kind === 'read') return [['r', key, type === 'ok' ? value : null]];
  const write: Step = ['w', key, value];
  return replaced === undefined ? [write] : [['r', key, type === 'ok' ? replaced : null], write];
}
