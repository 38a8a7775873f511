import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import type { Access } from '../../model/access.js';
import { memberAddress } from '../../model/member-address.js';
import type { Endpoint } from '../../model/node.js';
import { parseClusterNodes } from '../cluster-mode/cluster-nodes.js';
import type { MemberLine } from '../cluster-mode/keyed-requests.js';
import { openControlConnection } from '../control-connection.js';
import { targetTimeoutMs } from './server-identity.js';

/** How long a listing stays valid: members rarely join. */
const listingLastsMs = 500;

/** What is known about a cluster from the start. */
interface KnownCluster {
  readonly access: Access;
  /** Connections to the members found at the start. */
  known(): readonly MemberLine[];
  /** Maps a member's announced address to its reachable one. */
  reachedAt(announced: Endpoint): Endpoint;
}

/**
 * Connections to any member named in a redirection: one found at the start, or one that has joined or received its first
 * slots since. We connect, and authenticate, only to members that the cluster itself lists.
 */
export class MemberLines implements Disposable {
  #cluster: KnownCluster;
  #joined = new Map<string, MemberLine>();
  #listing: { readonly atMs: number; readonly names: Promise<ReadonlySet<string>> } | undefined;

  constructor(cluster: KnownCluster) {
    this.#cluster = cluster;
  }

  /** Members not found at the start that have received slots, by announced address. */
  get joined(): readonly string[] {
    return [...this.#joined.keys()];
  }

  async lineTo(announced: Endpoint): Promise<MemberLine | undefined> {
    const address = this.#cluster.reachedAt(announced);
    const isThere = (line: MemberLine) => line.address.host === address.host && line.address.port === address.port;
    const known = this.#cluster.known().find(isThere) ?? this.#joined.get(nameOf(announced));
    if (known !== undefined) return known;
    if (!(await this.#listed()).has(nameOf(announced))) return undefined;
    // Another request may have opened it in the meantime.
    const opened = this.#joined.get(nameOf(announced));
    if (opened !== undefined) return opened;
    const connection = openControlConnection(address, this.#cluster.access, targetTimeoutMs);
    const line = { address, connection };
    this.#joined.set(nameOf(announced), line);
    await untilConnected(connection);
    return line;
  }

  [Symbol.dispose](): void {
    for (const { connection } of this.#joined.values()) connection.disconnect();
  }

  #listed(): Promise<ReadonlySet<string>> {
    const nowMs = monotonicMs();
    if (this.#listing === undefined || nowMs - this.#listing.atMs > listingLastsMs)
      this.#listing = { atMs: nowMs, names: listedBy(this.#cluster.known()) };
    return this.#listing.names;
  }
}

/** Every address that any of the members lists for a cluster member. */
async function listedBy(lines: readonly MemberLine[]): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  const listings = lines.map(async ({ connection, address }) => {
    const text = await connection.cluster('NODES').catch(() => '');
    for (const { host, hostname, port } of parseClusterNodes(String(text)))
      for (const name of [host, hostname]) {
        const listed = memberAddress(name, port, address);
        if (listed !== undefined) names.add(nameOf(listed));
      }
  });
  await Promise.all(listings);
  return names;
}

function nameOf({ host, port }: Endpoint): string {
  return `${host}:${port}`;
}

/** A connection not yet established rejects requests; one that can't be established reports why when used. */
async function untilConnected(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve) => {
    connection.once('ready', () => resolve());
    connection.once('close', () => resolve());
  });
}
