import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Endpoint } from '../../model/node.js';
import { announcedBy, type ClusterEvent, type ClusterNode } from '../cluster.js';
import type { NodeFleet, NodeSlot } from '../node-fleet.js';
import type { NodeSecurity } from '../security/node-security.js';
import { primaryName, writeSentinelFiles } from './sentinel-files.js';
import { SentinelObserver } from './sentinel-observer.js';
import type { SentinelPlan } from './sentinel-options.js';

interface SentinelsContext {
  readonly plan: SentinelPlan;
  readonly runTag: string;
  readonly security: NodeSecurity;
  readonly fleet: NodeFleet<Redis>;
  readonly onEvent: (event: ClusterEvent) => void;
}

/** The sentinels of a cluster: starts them, listens to them, and asks whether they are ready to vote. */
export class Sentinels implements Disposable {
  #context: SentinelsContext;
  #observer: SentinelObserver;

  constructor(context: SentinelsContext) {
    this.#context = context;
    this.#observer = new SentinelObserver(context.onEvent, (host, port) => context.fleet.nodeAt(host, port));
  }

  get nodes(): readonly ClusterNode[] {
    return this.#context.fleet.nodes.filter((node) => node.shard === null);
  }

  /** Starts one that knows the data nodes and all other sentinels in advance. */
  async start(
    slot: NodeSlot,
    all: readonly NodeSlot[],
    primary: Endpoint,
    replicas: readonly NodeSlot[],
  ): Promise<ClusterNode> {
    const { plan, security, fleet } = this.#context;
    const files = {
      name: slot.id,
      address: slot.address,
      announced: slot.links?.announced ?? null,
      id: this.#idOf(slot),
      primary,
      replicas: replicas.map(announcedBy),
      others: all
        .filter((other) => other !== slot)
        .map((other) => ({ announced: announcedBy(other), id: this.#idOf(other) })),
      plan: plan.sentinel,
      security,
    };
    const node = await fleet.start(slot, await writeSentinelFiles(slot.dataDir, files));
    // A sentinel that dies before accepting the subscription would never answer it.
    await Promise.race([this.#observer.watch(node, fleet.connectionOf(node)), node.process.exited]);
    return node;
  }

  /** Whether each of them reports a quorum, and has contacted every replica. */
  async areReady(): Promise<boolean> {
    const answers = await Promise.all(this.nodes.map((node) => this.#isReady(node)));
    return answers.every(Boolean);
  }

  [Symbol.dispose](): void {
    this.#observer[Symbol.dispose]();
  }

  async #isReady(node: ClusterNode): Promise<boolean> {
    const { plan, fleet } = this.#context;
    const connection = fleet.connectionOf(node);
    const quorum = await connection.call('SENTINEL', 'CKQUORUM', primaryName).catch(() => '');
    if (!String(quorum).startsWith('OK')) return false;
    const replicas = (await connection.call('SENTINEL', 'REPLICAS', primaryName).catch(() => [])) as string[][];
    return replicas.length >= plan.replicas && replicas.every(isKnownReplica);
  }

  #idOf({ id }: NodeSlot): string {
    return createHash('sha1').update(`${this.#context.runTag}/${id}`).digest('hex');
  }
}

/** A replica that a sentinel has contacted: it knows its run id and its role. */
function isKnownReplica(fields: readonly string[]): boolean {
  const value = (name: string) => fields[fields.indexOf(name) + 1] ?? '';
  return value('flags') === 'slave' && value('runid') !== '' && value('role-reported') === 'slave';
}
