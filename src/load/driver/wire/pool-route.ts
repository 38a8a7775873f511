import type { ClientView } from '../../../model/client-view.js';
import { placement, placeOwnKeys } from '../../../model/hashing/placement.js';
import type { KeySpaceName } from '../../../model/operation-plan.js';
import type { DriverOptions } from '../driver.js';
import type { PrimaryAnswer } from './find-primary.js';
import type { Route } from './route.js';

type PoolRouteOptions = Pick<DriverOptions, 'operations' | 'runTag' | 'keys' | 'slots'>;

/**
 * The way to servers that know nothing of each other: the key's name decides which of them has it. Where lost servers are
 * ejected, the hashing spreads keys over those that are left, and over all again when one is back, as libmemcached does
 * with AUTO_EJECT_HOSTS.
 */
export class PoolRoute implements Route {
  readonly nodeCount: number;
  #view: Extract<ClientView, { readonly kind: 'pool' }>;
  #options: PoolRouteOptions;
  /** By node: its lines that take operations. */
  #ready: Uint32Array;
  #lost = new Set<number>();
  /** By kind of operation, then by key: the node. Kinds of one key space share theirs. */
  #tableOf: readonly Uint16Array[];

  constructor(view: Extract<ClientView, { readonly kind: 'pool' }>, options: PoolRouteOptions) {
    this.#view = view;
    this.#options = options;
    this.nodeCount = view.servers.length;
    this.#ready = new Uint32Array(this.nodeCount);
    this.#tableOf = this.#tables();
  }

  nodeOf(slot: number): number {
    const { kind, key } = this.#options.slots;
    return this.#tableOf[kind[slot]!]![key[slot]!]!;
  }

  async find(node: number): Promise<PrimaryAnswer> {
    return { endpoint: this.#view.servers[node]!.endpoint };
  }

  lineReady(node: number): void {
    this.#ready[node]! += 1;
    if (this.#lost.delete(node)) this.#tableOf = this.#tables();
  }

  lineLost(node: number): void {
    this.#ready[node]! -= 1;
    if (!this.#view.ejectsLost || this.#ready[node] !== 0) return;
    this.#lost.add(node);
    // When all are lost, no table is better than the last.
    if (this.#lost.size < this.nodeCount) this.#tableOf = this.#tables();
  }

  #tables(): readonly Uint16Array[] {
    const { operations, runTag, keys } = this.#options;
    const { servers, hashing } = this.#view;
    const left = [...servers.keys()].filter((node) => !this.#lost.has(node));
    const place = placement(
      hashing,
      left.map((node) => servers[node]!.endpoint),
    );
    const bySpace = new Map<KeySpaceName, Uint16Array>();
    for (const { space } of operations)
      if (!bySpace.has(space))
        bySpace.set(
          space,
          placeOwnKeys(place, runTag, keys, space).map((index) => left[index]!),
        );
    return operations.map(({ space }) => bySpace.get(space)!);
  }
}
