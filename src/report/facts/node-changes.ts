import type { NodeDescription } from '../../model/node.js';
import type { RunRecord } from '../../record/run-record.js';
import { noFigure } from '../format-figures.js';

/** A node's change from start to end of the run, in words. */
export interface NodeChange {
  readonly id: string;
  readonly zone: string;
  readonly shard: string;
  readonly address: string;
  /** Role at the start and at the end: `primary → gone`, `replica`, `joined → replica`. */
  readonly role: string;
  /** Role at the start, or `joined`. */
  readonly before: string;
  /** Role at the end, or `gone`. */
  readonly after: string;
  readonly changed: boolean;
}

/** Every node that took part, in start order; nodes that joined later come last. */
export function nodeChanges(record: RunRecord): readonly NodeChange[] {
  const { nodes, nodesAtEnd } = record.topology;
  const joined = nodesAtEnd.filter(({ id }) => nodes.every((node) => node.id !== id));
  return [
    ...nodes.map((node) => change(node, node.role, endRole(node, nodesAtEnd))),
    ...joined.map((node) => change(node, 'joined', endRole(node, nodesAtEnd))),
  ];
}

function change(node: NodeDescription, before: string, after: string): NodeChange {
  return {
    id: node.id,
    zone: node.zone,
    shard: node.shard === null ? noFigure : String(node.shard),
    address: `${node.host}:${node.port}`,
    role: before === after ? before : `${before} → ${after}`,
    before,
    after,
    changed: before !== after,
  };
}

/** A node listed at the end without a process, although it had one, is gone too. */
function endRole(node: NodeDescription, nodesAtEnd: readonly NodeDescription[]): string {
  if (nodesAtEnd.length === 0) return 'unknown';
  const end = nodesAtEnd.find(({ id }) => id === node.id);
  return end === undefined || (end.pid === null && node.pid !== null) ? 'gone' : end.role;
}
