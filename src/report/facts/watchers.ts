import type { RunEvent } from '../../model/run-event.js';
import type { FaultRecord, Milestones, RunRecord } from '../../model/run-record.js';

/** What one sentinel, or one node of a Redis Cluster, made of a failover. Milliseconds after the injection; null: never. */
export interface Watcher {
  readonly id: string;
  /** It won the election among the sentinels, and carried the failover out. */
  readonly leads: boolean;
  readonly suspectedMs: number | null;
  /** When it took the failure for agreed on. */
  readonly agreedMs: number | null;
  /** When it knew the new primary, and began to send there whoever asks it; that itself is one when it says so. */
  readonly learnedMs: number | null;
  /** It became the new primary. */
  readonly isPromoted: boolean;
}

type Notice = Extract<RunEvent, { type: 'suspected' | 'agreed-down' | 'learned-primary' }>;

/**
 * Every sentinel or node that watches the shard, in the order of their names: all sentinels, and whoever said something of
 * the shard. Empty where there are none.
 */
export function watchersOf(record: RunRecord, fault: FaultRecord, { shard }: Milestones): readonly Watcher[] {
  const { events, topology } = record;
  const nodes = [...topology.nodes, ...topology.nodesAtEnd];
  const ofShard = new Set(nodes.filter((node) => node.shard === shard).map(({ id }) => id));
  const { injectedAtMs } = fault;
  const untilMs = nextStrikeMs(record, injectedAtMs);
  const during = events.filter(({ atMs }) => atMs >= injectedAtMs && atMs < untilMs);
  const notices = during.filter(isNotice).filter(({ node }) => ofShard.has(node));
  const sentinels = nodes.filter(({ role }) => role === 'sentinel').map(({ id }) => id);
  const ids = new Set([...sentinels, ...notices.map(({ by }) => by)]);
  const promoted = during.find(
    (event) => event.type === 'role-changed' && event.to === 'primary' && ofShard.has(event.node),
  );
  return [...ids].toSorted(byName).map((id) => {
    const isPromoted = promoted?.type === 'role-changed' && promoted.node === id;
    const first = (type: Notice['type'], isMeant: (node: string) => boolean = () => true) => {
      const found = notices.find((notice) => notice.type === type && notice.by === id && isMeant(notice.node));
      return found === undefined ? null : found.atMs - injectedAtMs;
    };
    const isTarget = (node: string) => fault.targets.includes(node);
    return {
      id,
      leads: during.some(
        (event) => event.type === 'server-event' && event.name === '+elected-leader' && event.node === id,
      ),
      suspectedMs: first('suspected', isTarget),
      agreedMs: first('agreed-down', isTarget),
      learnedMs: isPromoted ? promoted.atMs - injectedAtMs : first('learned-primary'),
      isPromoted,
    };
  });
}

/** What these watchers are called together. */
export function watchersName(record: RunRecord): 'sentinels' | 'nodes' {
  return record.topology.nodes.some(({ role }) => role === 'sentinel') ? 'sentinels' : 'nodes';
}

function isNotice(event: RunEvent): event is Notice {
  const { type } = event;
  return type === 'suspected' || type === 'agreed-down' || type === 'learned-primary';
}

/** What comes after the next fault may be of that one. */
function nextStrikeMs({ faults }: RunRecord, injectedAtMs: number): number {
  return Math.min(...faults.map((fault) => fault.injectedAtMs).filter((atMs) => atMs > injectedAtMs), Infinity);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
