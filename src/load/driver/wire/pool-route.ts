import type { ClientView } from '../../../model/client-view.js';
import { placement, placeOwnKeys } from '../../../model/hashing/placement.js';
import type { KeySpaceName } from '../../../model/operation-plan.js';
import type { DriverOptions } from '../driver.js';
import type { PrimaryAnswer } from './find-primary.js';
import type { Route } from './route.js';

type PoolRouteOptions = Pick<DriverOptions, 'operations' | 'runTag' | 'keys' | 'slots'>;

/**
 * Routes to independent servers: the key's name decides which server holds it. If lost servers are ejected, hashing
 * redistributes keys over the remaining ones, and over all once a server is back, like libmemcached's AUTO_EJECT_HOSTS.
 */
export class PoolRoute implements Route {
  readonly nodeCount: number;
  #view: Extract<ClientView, { readonly kind: 'pool' }>;
  #options: PoolRouteOptions;
  /** By node: number of its ready lines. */
  #ready: Uint32Array;
  #lost = new Set<number>();
  /** By kind of operation, then by key: the node. Kinds in the same key space share a table. */
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
    // When all are lost, the last table is the best there is.
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
