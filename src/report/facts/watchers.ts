import type { RunRecord } from '../../record/run-record.js';
import type { RunEvent } from '../../record/sections/events.js';
import type { FaultRecord, Milestones } from '../../record/sections/faults.js';

/** A failover as seen by one sentinel, or one node of a Redis Cluster. Milliseconds after the injection; null: never. */
export interface Watcher {
  readonly id: string;
  /** It won the sentinel election and carried out the failover. */
  readonly leads: boolean;
  readonly suspectedMs: number | null;
  /** When it considered the failure agreed. */
  readonly agreedMs: number | null;
  /** When it knew the new primary and began to direct clients to it; for the new primary itself, when it says so. */
  readonly learnedMs: number | null;
  readonly isPromoted: boolean;
}

type Notice = Extract<RunEvent, { type: 'suspected' | 'agreed-down' | 'learned-primary' }>;

/**
 * Every sentinel or node that watches the shard, by name: all sentinels, and every node that reported something about the
 * shard. Empty if there are none.
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

/** The collective name of these watchers. */
export function watchersName(record: RunRecord): 'sentinels' | 'nodes' {
  return record.topology.nodes.some(({ role }) => role === 'sentinel') ? 'sentinels' : 'nodes';
}

function isNotice(event: RunEvent): event is Notice {
  const { type } = event;
  return type === 'suspected' || type === 'agreed-down' || type === 'learned-primary';
}

/** Events after the next strike may belong to that one. */
function nextStrikeMs({ faults }: RunRecord, injectedAtMs: number): number {
  return Math.min(...faults.map((fault) => fault.injectedAtMs).filter((atMs) => atMs > injectedAtMs), Infinity);
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
