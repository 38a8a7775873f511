import { UsageError } from '../../errors/errors.js';
import type { RegisterOperation } from '../../model/history.js';
import type { History } from './history-format.js';

/** The beginning or the end of an operation, as Jepsen records them. */
export interface JepsenEvent {
  readonly type: 'invoke' | 'ok' | 'fail' | 'info';
  readonly process: number;
  readonly atNs: number;
  readonly key: string;
  readonly operation: RegisterOperation;
}

/**
 * The operations of a history as events in the order of time. A Jepsen process does one thing at a time and ends with an
 * indeterminate operation, so each operation gets the first process that is free; ends of indeterminate ones come last.
 * Operations that return at the very moment of another's call overlap it.
 */
export function jepsenEvents(history: History): readonly JepsenEvent[] {
  const all = [...history].flatMap(([key, operations]) => operations.map((operation) => ({ key, operation })));
  const sorted = all.toSorted((one, other) => one.operation.callNs - other.operation.callNs);
  const lastNs = sorted.reduce(
    (latestNs, { operation }) => Math.max(latestNs, operation.returnNs ?? operation.callNs),
    Number.NEGATIVE_INFINITY,
  );
  const freeFromNs: number[] = [];
  const events = sorted.flatMap(({ key, operation }): readonly JepsenEvent[] => {
    const { callNs, returnNs, outcome } = operation;
    const free = freeFromNs.findIndex((atNs) => atNs < callNs);
    const process = free === -1 ? freeFromNs.length : free;
    freeFromNs[process] = returnNs ?? Number.POSITIVE_INFINITY;
    const type = outcome === 'indeterminate' ? 'info' : outcome;
    return [
      { type: 'invoke', process, atNs: callNs, key, operation },
      { type, process, atNs: returnNs ?? lastNs + 1, key, operation },
    ];
  });
  return events.toSorted((one, other) => one.atNs - other.atNs || rank(one) - rank(other));
}

function rank({ type }: JepsenEvent): number {
  return type === 'invoke' ? 0 : 1;
}

/** Elle takes nil for the value before all writes, so it can't tell a deletion. */
export function refuseDeletions(history: History, format: string): void {
  for (const [key, operations] of history)
    if (operations.some(({ kind, value }) => kind === 'write' && value === null))
      throw new UsageError(
        `${format} can't express deletions, and ${key} has some. Choose keys without them (--key), or --format porcupine.`,
      );
}
