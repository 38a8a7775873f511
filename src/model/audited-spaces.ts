import { type AuditRole, type KeySpaceName, keySpaces, type OperationPlan } from './operation-plan.js';

/**
 * The key spaces covered by the audit, and their shared key numbering: key `k` of the space at position `p` has number `p *
 * stride + k`. The stride is a multiple of the number of workers, so that a key has the same owner in every space; numbers
 * between the keys of one space and the next belong to no key.
 */
export interface AuditedSpaces {
  /** First the spaces whose values carry stamps, always starting with `string`, then the counting ones. */
  readonly names: readonly KeySpaceName[];
  /** How many of the names are spaces whose values carry stamps. */
  readonly stamped: number;
  readonly stride: number;
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

/** Size of the number range for this many spaces, including numbers of no key. */
export function numbersOf({ stride, keys }: AuditedSpaces, spaces: number): number {
  return spaces === 0 ? 0 : (spaces - 1) * stride + keys;
}

/** The operations with their key number bases. Numbers of unaudited spaces come after all others. */
export function numberKeys(operations: readonly OperationPlan[], spaces: AuditedSpaces): readonly OperationPlan[] {
  const numbered = (operation: OperationPlan): OperationPlan => {
    const position = spaces.names.indexOf(operation.space);
    const after = spaces.names.length + keySpaces.indexOf(operation.space);
    return { ...operation, keyBase: (position >= 0 ? position : after) * spaces.stride };
  };
  return operations.map(({ steps, ...operation }) => ({
    ...numbered(operation),
    ...(steps && { steps: steps.map((step) => ({ ...step, request: numbered(step.request) })) }),
  }));
}

/** The space and key of a number. */
export function keyOfNumber(
  { names, stride }: AuditedSpaces,
  number: number,
): { readonly space: KeySpaceName; readonly key: number } {
  return { space: names[Math.floor(number / stride)] ?? 'string', key: number % stride };
}
