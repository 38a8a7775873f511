import { type AuditRole, type KeySpaceName, keySpaces, type OperationPlan } from './operation-plan.js';

/**
 * The spaces of keys that the audit follows, and how their keys are numbered together: key `k` of the space at position `p`
 * is number `p * stride + k`. The stride is a multiple of the workers, so that a key has the same owner in every space; the
 * numbers between the keys of a space and the next space are those of no key.
 */
export interface AuditedSpaces {
  /** First those whose values carry stamps, `string` always the first of them, then those that count. */
  readonly names: readonly KeySpaceName[];
  /** How many of the names are of spaces whose values carry stamps. */
  readonly stamped: number;
  readonly stride: number;
  /** Keys of each space. */
  readonly keys: number;
}

/** The audited spaces of a run's operations. */
export function auditedSpaces(
  operations: readonly Pick<OperationPlan, 'space' | 'audit'>[],
  keys: number,
  workerCount: number,
): AuditedSpaces {
  const having = (...roles: readonly AuditRole[]) =>
    new Set(operations.filter(({ audit }) => roles.includes(audit)).map(({ space }) => space));
  const stamped = having('write', 'removal', 'read').add('string');
  const counted = having('count');
  const names = [stamped, counted].flatMap((spaces) => keySpaces.filter((name) => spaces.has(name)));
  return { names, stamped: stamped.size, stride: Math.ceil(keys / workerCount) * workerCount, keys };
}

/** How many numbers the keys of so many spaces take, those of no key included. */
export function numbersOf({ stride, keys }: AuditedSpaces, spaces: number): number {
  return spaces === 0 ? 0 : (spaces - 1) * stride + keys;
}

/** The operations with the base of their keys' numbers. What is not audited has numbers after all others. */
export function numberKeys(operations: readonly OperationPlan[], spaces: AuditedSpaces): readonly OperationPlan[] {
  return operations.map((operation) => {
    const position = spaces.names.indexOf(operation.space);
    const after = spaces.names.length + keySpaces.indexOf(operation.space);
    return { ...operation, keyBase: (position >= 0 ? position : after) * spaces.stride };
  });
}

/** The space and the key that a number stands for. */
export function keyOfNumber(
  { names, stride }: AuditedSpaces,
  number: number,
): { readonly space: KeySpaceName; readonly key: number } {
  return { space: names[Math.floor(number / stride)] ?? 'string', key: number % stride };
}
