import type { NodeRole } from '../model/node.js';

/** A node that a fault struck, in its state at that moment. */
export interface StruckNode {
  readonly id: string;
  readonly role: NodeRole;
  readonly shard: number | null;
}

/** A fault's sentence about its targets, without its full stop: `The host of the primary died`. `shardCount` is the cluster's. */
export function whatHappened(happened: string, struck: readonly StruckNode[], shardCount: number): string {
  const sentence = happened
    .replaceAll('{target}', nameOf(struck, shardCount))
    .replaceAll(/\{([^{}|]*)\|([^{}|]*)\}/g, struck.length === 1 ? '$1' : '$2');
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

function nameOf(struck: readonly StruckNode[], shardCount: number): string {
  const [only] = struck;
  if (only === undefined) return 'nothing';
  if (struck.length > 1) return counted(struck);
  if (only.role !== 'primary') return `${only.role} ${only.id}`;
  return shardCount > 1 ? `the primary of shard ${only.shard}` : 'the primary';
}

/** `2 primaries, 2 replicas and 1 sentinel`. */
function counted(struck: readonly StruckNode[]): string {
  const plurals = { primary: 'primaries', replica: 'replicas', sentinel: 'sentinels', server: 'servers' } as const;
  const parts = Object.entries(plurals).flatMap(([role, plural]) => {
    const count = struck.filter((node) => node.role === role).length;
    return count === 0 ? [] : [`${count} ${count === 1 ? role : plural}`];
  });
  return parts.length === 1 ? (parts[0] ?? '') : `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}
