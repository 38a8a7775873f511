import { connect } from 'node:net';
import { monotonicMs } from '../../clock/monotonic.js';
import { EnvironmentError, InternalError, InterruptedError } from '../../errors/errors.js';
import { openAccess } from '../../model/access.js';
import type { ClientView } from '../../model/client-view.js';
import { type Endpoint, endpointName } from '../../model/node.js';
import type { ClusterNode } from '../cluster.js';
import type { AttachContext, Target, TargetData } from '../topology.js';
import { targetTimeoutMs } from './server-identity.js';
import { targetNode } from './target-node.js';
import { UnreplicatedTarget } from './unreplicated-target.js';

/** An application that is already running: what is behind it is out of reach. */
export class TargetService extends UnreplicatedTarget implements Target {
  readonly shardCount = 1;
  readonly server = null;
  readonly holdsNoKeys = true;
  readonly data: TargetData = {
    read: async (_, keys) => keys.map(() => undefined),
    write: async () => {},
    remove: async () => [],
    expiryStepMs: 0,
    flush: async () => ({ sentMs: monotonicMs(), removed: undefined }),
    expire: async () => 0,
    waitForReplicas: async () => 0,
    inspect: async () => undefined,
    openLine: () => {
      throw new InternalError('A service has no line for commands of a cache.');
    },
  };
  #url: string;
  #node: ClusterNode;
  #signal: AbortSignal;

  constructor(url: string, endpoint: Endpoint, { signal }: AttachContext) {
    super(signal);
    this.#url = url;
    this.#node = targetNode('service', 'server', 0, endpoint);
    this.#signal = signal;
  }

  get nodes(): readonly ClusterNode[] {
    return [this.#node];
  }

  get clientView(): ClientView {
    return { kind: 'single', endpoint: this.#node.address, access: openAccess };
  }

  /** Throws EnvironmentError if nothing accepts connections there. */
  async open(): Promise<void> {
    const startMs = monotonicMs();
    const error = await connectError(this.#node.address);
    if (this.#signal.aborted) throw new InterruptedError('Interrupted while connecting to the target.');
    if (error !== undefined)
      throw new EnvironmentError(
        `The target ${this.#url} can't be used: ${endpointName(this.#node.address)} accepts no connection (${error}). Try: curl ${this.#url}`,
      );
    this.readyMs = monotonicMs() - startMs;
  }

  shardOf(): number {
    return 0;
  }

  protected async allServe(): Promise<boolean> {
    return (await connectError(this.#node.address)) === undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Why an address accepts no connection; undefined if it does. */
function connectError({ host, port }: Endpoint): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (error: string | undefined) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(error);
    };
    const timer = setTimeout(() => settle('no answer'), targetTimeoutMs);
    socket.once('connect', () => settle(undefined));
    socket.once('error', ({ message }) => settle(message));
  });
}
