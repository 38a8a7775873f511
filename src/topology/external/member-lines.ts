import type { Redis } from 'ioredis';
import { monotonicMs } from '../../clock/monotonic.js';
import type { Access } from '../../model/access.js';
import { memberAddress } from '../../model/member-address.js';
import type { Endpoint } from '../../model/node.js';
import { parseClusterNodes } from '../cluster-mode/cluster-nodes.js';
import type { MemberLine } from '../cluster-mode/keyed-requests.js';
import { openControlConnection } from '../control-connection.js';
import { targetTimeoutMs } from './server-identity.js';

/** So long a listing is believed: members that join are few. */
const listingLastsMs = 500;

/** What is known of a cluster from the start. */
interface KnownCluster {
  readonly access: Access;
  /** Lines to the members that were found at the start. */
  known(): readonly MemberLine[];
  /** From the address that a member is announced at to the one that it is reached at. */
  reachedAt(announced: Endpoint): Endpoint;
}

/**
 * Lines to whatever member a redirection names: one that was found at the start, or one that joined, or got its first slots, since.
 * Nobody is called, and given our password, but members that the cluster itself lists.
 */
export class MemberLines implements Disposable {
  #cluster: KnownCluster;
  #joined = new Map<string, MemberLine>();
  #listing: { readonly atMs: number; readonly names: Promise<ReadonlySet<string>> } | undefined;

  constructor(cluster: KnownCluster) {
    this.#cluster = cluster;
  }

  /** Members that were not found at the start and that slots have moved to, by the address that they announce. */
  get joined(): readonly string[] {
    return [...this.#joined.keys()];
  }

  async lineTo(announced: Endpoint): Promise<MemberLine | undefined> {
    const address = this.#cluster.reachedAt(announced);
    const isThere = (line: MemberLine) => line.address.host === address.host && line.address.port === address.port;
    const known = this.#cluster.known().find(isThere) ?? this.#joined.get(nameOf(announced));
    if (known !== undefined) return known;
    if (!(await this.#listed()).has(nameOf(announced))) return undefined;
    // Another request may have opened it meanwhile.
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

/** Every address that any of the members gives of a member of its cluster. */
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

/** A line that is not made yet refuses what it is asked; one that can't be made says so itself when it is. */
async function untilConnected(connection: Redis): Promise<void> {
  if (connection.status === 'ready') return;
  await new Promise<void>((resolve) => {
    connection.once('ready', () => resolve());
    connection.once('close', () => resolve());
  });
}
