import { pause } from '../../clock/wait.js';
import { relayPort } from '../../engine/ports.js';
import type { Network } from '../../link/network.js';
import type { Endpoint } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';

const host = '127.0.0.1';

type Relays = Pick<Network, 'openRelay' | 'moveRelay'>;

/**
 * The fixed addresses of a managed service: one for the primary, one for readers, which new connections reach in turn. A
 * change takes effect after a delay, and only for new connections.
 */
export class ServiceEndpoints {
  readonly primary: Endpoint;
  readonly reader: Endpoint;
  #relays: Relays;
  #delayMs: number;
  #stop = new AbortController();
  #moves: Promise<void> = Promise.resolve();
  /** Where they lead, or will lead after the delay. */
  #leads: string;

  /** `basePort`: of the primary endpoint; the reader endpoint has the next one. Null: any. Throws EnvironmentError if one is taken. */
  static async open(
    relays: Relays,
    delayMs: number,
    primary: ClusterNode,
    readers: readonly ClusterNode[],
    basePort: number | null = null,
  ) {
    const { id, address } = primary;
    const openAt = async (port: number | null) =>
      relays.openRelay(id, host, address, 'data', await relayPort(host, port));
    const endpoints = new ServiceEndpoints(
      relays,
      delayMs,
      await openAt(basePort),
      await openAt(basePort === null ? null : basePort + 1),
    );
    await endpoints.#move(primary, readers);
    endpoints.#leads = namesOf(primary, readers);
    return endpoints;
  }

  private constructor(relays: Relays, delayMs: number, primary: Endpoint, reader: Endpoint) {
    this.#relays = relays;
    this.#delayMs = delayMs;
    this.primary = primary;
    this.reader = reader;
    this.#leads = '';
  }

  /**
   * Leads new connections to these nodes once the delay has passed; readers reach the primary if there are no others.
   * Undefined if they lead there already; otherwise resolves with whether they have moved.
   */
  follow(primary: ClusterNode, readers: readonly ClusterNode[]): Promise<boolean> | undefined {
    const leads = namesOf(primary, readers);
    if (leads === this.#leads) return undefined;
    this.#leads = leads;
    return this.#moveLater(primary, readers);
  }

  /** Nothing moves any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#moves;
  }

  async #moveLater(primary: ClusterNode, readers: readonly ClusterNode[]): Promise<boolean> {
    const { signal } = this.#stop;
    await pause(this.#delayMs, signal);
    if (signal.aborted) return false;
    // In the order of the changes.
    this.#moves = this.#moves.then(() => this.#move(primary, readers));
    await this.#moves;
    return true;
  }

  async #move(primary: ClusterNode, readers: readonly ClusterNode[]): Promise<void> {
    const placesOf = (nodes: readonly ClusterNode[]) => nodes.map(({ id, address }) => ({ node: id, target: address }));
    await this.#relays.moveRelay(this.primary, placesOf([primary]));
    await this.#relays.moveRelay(this.reader, placesOf(readers.length > 0 ? readers : [primary]));
  }
}

function namesOf(primary: ClusterNode, readers: readonly ClusterNode[]): string {
  return [primary, ...readers].map(({ id }) => id).join(' ');
}
