import type { LinkEnd } from './relay.js';

/** What a link carries: data from node to node, the bus of a cluster, what sentinels say and hear, or clients. */
export const linkKinds = ['replication', 'bus', 'sentinels', 'clients'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** Which way is meant, seen from the first group: what is sent to it, what it sends, or both. */
export const linkDirections = ['both', 'to', 'from'] as const;
export type LinkDirection = (typeof linkDirections)[number];

/** Some ends; or, seen from the first group, every other end (`others`), or every other one but the clients (`peers`). */
type LinkGroup = readonly LinkEnd[] | 'others' | 'peers';

/** The connections between two groups. Ends that join later are of `others` and `peers` too. */
export interface LinkSelection {
  readonly between: readonly [readonly LinkEnd[], LinkGroup];
  readonly direction: LinkDirection;
  /** Only links that carry these; null: whatever they carry. */
  readonly kinds: readonly LinkKind[] | null;
}

type LinkEffect =
  /** Nothing passes, and nothing is closed. */
  | { readonly kind: 'cut' }
  /** What is sent is thrown away; after `untilBytes` (null: never) the connections are reset and the rule ends. */
  | { readonly kind: 'drop'; readonly untilBytes: number | null }
  | ({ readonly kind: 'slow' } & Slowness);

export interface Slowness {
  readonly delayMs: number;
  /** Up to so much more, drawn anew for each piece; the order stays. */
  readonly jitterMs: number;
  /** Shared by all connections that go the same way; null: no limit. */
  readonly bytesPerSecond: number | null;
}

/** Something that is done to links until it is lifted. */
export interface LinkRule extends LinkSelection {
  readonly effect: LinkEffect;
}

/** Whether a selection means what `from` sends to `to`. */
export function selects(
  { between: [first, second], direction, kinds }: LinkSelection,
  line: { readonly from: LinkEnd; readonly to: LinkEnd; readonly kind: LinkKind },
): boolean {
  if (kinds !== null && !kinds.includes(line.kind)) return false;
  const isSecond = (end: LinkEnd) => {
    if (typeof second !== 'string') return second.includes(end);
    // Only clients have links that carry clients, and they are never the node behind a relay.
    return !first.includes(end) && (second === 'others' || line.kind !== 'clients');
  };
  const isSent = first.includes(line.from) && isSecond(line.to);
  const isReceived = first.includes(line.to) && isSecond(line.from);
  return (direction !== 'to' && isSent) || (direction !== 'from' && isReceived);
}
