import { monotonicMs } from '../../clock/monotonic.js';
import { InternalError, InterruptedError } from '../../errors/errors.js';
import { openAccess } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import { type Hashing, type Placement, placement } from '../../model/hashing/placement.js';
import type { Endpoint } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import { MemcachedControl } from '../memcached-control.js';
import { memcachedDataAccess } from '../memcached-data.js';
import type { PoolOptions } from '../pool-options.js';
import type { AttachContext, Target, TargetData } from '../topology.js';
import { memcachedVersion } from './memcached-version.js';
import { targetTimeoutMs } from './server-identity.js';
import { targetNode } from './target-node.js';
import { UnreplicatedTarget } from './unreplicated-target.js';

/** A target's memcached servers, each a shard, in URL order, which the hashing depends on. */
export class TargetPool extends UnreplicatedTarget implements Target {
  readonly shardCount: number;
  readonly data: TargetData;
  #url: string;
  #endpoints: readonly Endpoint[];
  #hashing: Hashing;
  #ejectsLost: boolean;
  #signal: AbortSignal;
  #place: Placement;
  #connections = new Map<ClusterNode, MemcachedControl>();
  #version = 'unknown';

  constructor(
    url: string,
    endpoints: readonly Endpoint[],
    { hashing, ejectLost }: PoolOptions,
    { signal }: AttachContext,
  ) {
    super(signal);
    this.#url = url;
    this.#endpoints = endpoints;
    this.#hashing = hashing;
    this.#ejectsLost = ejectLost;
    this.#signal = signal;
    this.#place = placement(hashing, endpoints);
    this.shardCount = endpoints.length;
    this.data = {
      ...memcachedDataAccess((node) => this.#connectionOf(node)),
      remove: async (node, keys) => {
        await this.#connectionOf(node).remove(keys);
        return [];
      },
    };
    endpoints.forEach((endpoint, shard) => {
      const connection = new MemcachedControl(endpoint, openAccess, targetTimeoutMs);
      this.#connections.set(targetNode(`n${shard + 1}`, 'server', shard, endpoint), connection);
    });
  }

  get server(): Target['server'] {
    return { engine: 'memcached', version: this.#version, path: this.#url };
  }

  get nodes(): readonly ClusterNode[] {
    return [...this.#connections.keys()];
  }

  get clientView(): ClientView {
    const servers = this.#endpoints.map((endpoint, shard) => ({ endpoint, shard }));
    return { kind: 'pool', servers, hashing: this.#hashing, ejectsLost: this.#ejectsLost, access: openAccess };
  }

  /** Identifies every server. Throws EnvironmentError with the reason if one of them can't be used. */
  async open(): Promise<void> {
    const startMs = monotonicMs();
    const versions = await Promise.all(
      this.nodes.map((node) => memcachedVersion(this.#url, node.address, this.#connectionOf(node))),
    );
    if (this.#signal.aborted) throw new InterruptedError('Interrupted while connecting to the target.');
    this.#version = [...new Set(versions)].join(', ');
    this.readyMs = monotonicMs() - startMs;
  }

  shardOf(key: string): number {
    return this.#place(key);
  }

  protected async allServe(): Promise<boolean> {
    const answers = [...this.#connections.values()].map((connection) => connection.isServing());
    return (await Promise.all(answers)).every(Boolean);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const connection of this.#connections.values()) connection.close();
  }

  #connectionOf(node: ClusterNode): MemcachedControl {
    const connection = this.#connections.get(node);
    if (connection === undefined) throw new InternalError(`${node.id} has no control connection`);
    return connection;
  }
}
