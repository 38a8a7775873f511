import type { Endpoint, NodeRole } from '../model/node.js';
import { serverFigure } from './server-figure.js';

/** A server's replication state. Offsets count bytes of the replication stream; null: the server gave no number. */
export interface ReplicationInfo {
  readonly role: Extract<NodeRole, 'primary' | 'replica'>;
  readonly offset: number | null;
  /** For a replica: the link to its primary is up, and no full sync is in progress. */
  readonly linkUp: boolean;
  /** For a primary: its attached replicas, by their announced addresses. */
  readonly replicas: readonly AttachedReplica[];
}

export interface AttachedReplica extends Endpoint {
  readonly online: boolean;
  readonly offset: number | null;
  /** Seconds since its last acknowledgement. */
  readonly lagSeconds: number;
}

/** Parses `INFO replication`. Source: genRedisInfoString in redis/src/server.c. */
export function parseReplicationInfo(text: string): ReplicationInfo {
  const fields = parseInfo(text);
  const isPrimary = fields.get('role') === 'master';
  const replicas: AttachedReplica[] = [];
  for (const [name, value] of fields) if (/^slave\d+$/.test(name)) replicas.push(parseReplica(value));
  return {
    role: isPrimary ? 'primary' : 'replica',
    offset: serverFigure(
      (isPrimary ? undefined : fields.get('slave_repl_offset')) ?? fields.get('master_repl_offset') ?? '0',
    ),
    linkUp: fields.get('master_link_status') === 'up' && fields.get('master_sync_in_progress') !== '1',
    replicas,
  };
}

/** The `name:value` lines of any INFO section. */
export function parseInfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0 && !line.startsWith('#')) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

// ip=127.0.2.1,port=6379,state=online,offset=1234,lag=0
function parseReplica(text: string): AttachedReplica {
  const fields = new Map(text.split(',').map((pair) => pair.split('=', 2) as [string, string]));
  return {
    host: fields.get('ip') ?? '',
    port: Number(fields.get('port')),
    online: fields.get('state') === 'online',
    offset: serverFigure(fields.get('offset') ?? ''),
    // If unreadable, the replica does not count as up to date.
    lagSeconds: serverFigure(fields.get('lag') ?? '0') ?? Number.POSITIVE_INFINITY,
  };
}
