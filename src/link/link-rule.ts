import type { LinkEnd } from './relay.js';

/** What a link carries: data between nodes, the cluster bus, sentinel traffic, or clients. */
export const linkKinds = ['replication', 'bus', 'sentinels', 'clients'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** The affected direction as seen from the first group: what is sent to it, what it sends, or both. */
export const linkDirections = ['both', 'to', 'from'] as const;
export type LinkDirection = (typeof linkDirections)[number];

/** Some ends; or, as seen from the first group, every other end (`others`), or every other one except clients (`peers`). */
type LinkGroup = readonly LinkEnd[] | 'others' | 'peers';

/** The connections between two groups. Ends that join later also belong to `others` and `peers`. */
export interface LinkSelection {
  readonly between: readonly [readonly LinkEnd[], LinkGroup];
  readonly direction: LinkDirection;
  /** Only links that carry these; null: all. */
  readonly kinds: readonly LinkKind[] | null;
}

type LinkEffect =
  /** Nothing passes, and nothing is closed. */
  | { readonly kind: 'cut' }
  /** Sent data is discarded; after `untilBytes` (null: never) the connections are reset and the rule ends. */
  | { readonly kind: 'drop'; readonly untilBytes: number | null }
  | ({ readonly kind: 'slow' } & Slowness);

export interface Slowness {
  readonly delayMs: number;
  /** Random addition up to this, redrawn for each chunk; order is preserved. */
  readonly jitterMs: number;
  /** Shared by all connections in the same direction; null: no limit. */
  readonly bytesPerSecond: number | null;
}

/** An effect on links that lasts until it is lifted. */
export interface LinkRule extends LinkSelection {
  readonly effect: LinkEffect;
}

/** Whether a selection includes data sent from `from` to `to`. */
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
