import { notObserved } from '../audit/observation.js';
import { auditedIn, unreadShare } from '../keyspace/copies.js';
import { readKeys } from '../keyspace/read-keys.js';
import type { ClientView } from '../model/client-view.js';
import type { ClusterNode } from '../topology/cluster.js';
import { targetNode } from '../topology/external/target-node.js';
import { type OpenedData, openData } from '../topology/open-data.js';
import { type AgentWorkers, type KeysRead, keysInCopy, keysOfAgent, type RemoteReading } from './remote-reading.js';

/** A batch that a node does not answer is sent to it again for this long; what is unread is then left to the coordinator. */
const patienceMs = 4_000;

interface ReaderOptions {
  /** How clients see the cluster. */
  readonly view: ClientView;
  readonly share: AgentWorkers;
  /** Where to begin, so that agents don't all read the same node at the same time. */
  readonly firstCopy: number;
  send(read: KeysRead): void;
}

/**
 * Reads the keys of an agent's workers from every copy that it can reach, over connections of its own: those of the load
 * can't bear witness to themselves. Disposing it ends it early.
 */
export class ShareReader implements Disposable {
  /** What the primaries hold of the keys of each worker, by local number. */
  readonly kept: ReadonlyMap<number, Int32Array>;
  readonly #reading: RemoteReading;
  readonly #options: ReaderOptions;
  readonly #own: Uint32Array;
  readonly #opened: OpenedData;
  #isOver = false;

  constructor(reading: RemoteReading, options: ReaderOptions) {
    const { space } = reading;
    const { workers, workerCount } = options.share;
    this.#reading = reading;
    this.#options = options;
    this.#own = keysOfAgent(space.keys, options.share);
    this.#opened = openData(options.view);
    this.kept = new Map(workers.map((workerIndex) => [workerIndex, unreadShare(space, { workerIndex, workerCount })]));
  }

  /** Returns the copies, by number, of which keys are left. */
  async read(): Promise<readonly number[]> {
    const { copies } = this.#reading;
    const nodes = await Promise.all(copies.map((copy) => this.#connect(copy)));
    const order = copies.map((_, position) => (this.#options.firstCopy + position) % copies.length);
    const left = new Set(order);
    for (const copy of order) {
      const node = nodes[copy];
      if (node === undefined) continue;
      // If one node stops answering, others may too, and waiting for each could take minutes.
      if (!(await this.#readCopy(copy, node).catch(() => false))) break;
      left.delete(copy);
    }
    return [...left];
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.#opened[Symbol.dispose]();
  }

  /** Undefined: it does not answer. */
  async #connect({ id, role, shard, address }: RemoteReading['copies'][number]): Promise<ClusterNode | undefined> {
    if (address === null) return undefined;
    const node = targetNode(id, role, shard, address);
    return (await this.#opened.connect(node)) ? node : undefined;
  }

  /** False: it was ended early. */
  async #readCopy(copy: number, node: ClusterNode): Promise<boolean> {
    const { space, copies } = this.#reading;
    for (const [at, use] of auditedIn(space).entries()) {
      const keys = keysInCopy(this.#reading, this.#own, { copy, space: at });
      let first = 0;
      for await (const read of readKeys(this.#opened.data, node, keys, space, use, patienceMs)) {
        if (this.#isOver) return false;
        this.#options.send({ copy, space: at, first, values: read.values });
        first += read.keys.length;
        if (copies[copy]?.isPrimary) this.#keep(read.keys, read.values, use.keyBase);
      }
    }
    return !this.#isOver;
  }

  #keep(keys: Uint32Array, values: Int32Array, keyBase: number): void {
    const { workerCount } = this.#options.share;
    for (const [at, key] of keys.entries()) {
      const worker = key % workerCount;
      const kept = this.kept.get(worker);
      if (kept !== undefined) kept[(keyBase + key - worker) / workerCount] = values[at] ?? notObserved;
    }
  }
}
