import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { pause } from '../../src/clock/wait.js';
import { type LinkRule, type LinkSelection, selects } from '../../src/link/link-rule.js';
import type { Network } from '../../src/link/network.js';
import { clientsEnd, type LinkEnd } from '../../src/link/relay.js';
import type { ClusterNode } from '../../src/topology/cluster.js';

/** A connection through a relay. */
interface Line {
  readonly caller: LinkEnd;
  readonly node: ClusterNode;
  readonly socket: Socket;
}

/** Relays that answer each PING themselves, unless a rule or a lost host stops it or its answer. */
export class FakeNetwork implements Network {
  readonly clientsZone: string | null;
  /** By the loopback address of their hosts. */
  readonly nodes = new Map<string, ClusterNode>();
  readonly #servers: Server[] = [];
  readonly #lines = new Set<Line>();
  readonly #rules = new Map<number, LinkRule>();
  readonly #lost = new Set<LinkEnd>();
  #droppedBytes = 0;
  #lastId = 0;

  constructor(clientsZone: string | null) {
    this.clientsZone = clientsZone;
  }

  async addHost(): Promise<void> {}

  async moveRelay(): Promise<void> {}

  /** Listens in place of the node, on a port that the kernel chooses. */
  async openRelay(_node: LinkEnd, host: string) {
    const server = createServer((socket) => {
      const caller = this.nodes.get(socket.remoteAddress ?? '')?.id ?? clientsEnd;
      const node = this.nodes.get(host);
      if (node === undefined) throw new Error(`no node at ${host}`);
      const line = { caller, node, socket };
      this.#lines.add(line);
      socket.on('error', () => {});
      socket.on('close', () => this.#lines.delete(line));
      socket.on('data', () => void this.#answer(line));
    });
    this.#servers.push(server);
    await once(server.listen(0, host), 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return { host, port: address.port };
  }

  async #answer(line: Line): Promise<void> {
    if (this.#isLost(line)) return;
    const answer = '+PONG\r\n';
    for (const rule of this.#rules.values()) {
      const [there, back] = [isMeant(rule, line, 'there'), isMeant(rule, line, 'back')];
      if (!there && !back) continue;
      if (rule.effect.kind === 'cut') return;
      if (rule.effect.kind === 'drop') {
        this.#droppedBytes += answer.length;
        return;
      }
      await pause(rule.effect.delayMs * (Number(there) + Number(back)));
    }
    line.socket.write(answer);
  }

  #isLost({ caller, node }: Line): boolean {
    return this.#lost.has(caller) || this.#lost.has(node.id);
  }

  #linesOf(links: LinkSelection): readonly Line[] {
    return [...this.#lines].filter((line) => isMeant(links, line, 'there') || isMeant(links, line, 'back'));
  }

  async loseHosts(ends: readonly LinkEnd[]): Promise<number> {
    for (const end of ends) this.#lost.add(end);
    return monotonicMs();
  }

  async restoreHost(end: LinkEnd): Promise<void> {
    this.#lost.delete(end);
  }

  async reportLoss(end: LinkEnd) {
    return { discardedBytes: this.#lost.has(end) ? 7 : 0, replication: [] };
  }

  async apply(rule: LinkRule) {
    this.#lastId += 1;
    this.#rules.set(this.#lastId, rule);
    return { id: this.#lastId, atMs: monotonicMs() };
  }

  async reportRule(id: number) {
    const rule = this.#rules.get(id);
    return { connections: rule === undefined ? 0 : this.#linesOf(rule).length, droppedBytes: this.#droppedBytes };
  }

  async lift(id: number): Promise<void> {
    this.#rules.delete(id);
  }

  async reset(links: LinkSelection) {
    const lines = this.#linesOf(links);
    for (const { socket } of lines) socket.resetAndDestroy();
    return { atMs: monotonicMs(), connections: lines.length };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { socket } of this.#lines) socket.destroy();
    await Promise.all(this.#servers.map((server) => new Promise((done) => server.close(done))));
  }
}

/** Whether links that are selected carry what a line's caller sends (`there`), or what comes back. */
function isMeant(links: LinkSelection, { caller, node }: Line, way: 'there' | 'back'): boolean {
  const isOfSentinels = node.shard === null || /^s/.test(caller);
  const kind = caller === clientsEnd ? 'clients' : isOfSentinels ? 'sentinels' : 'replication';
  const [from, to] = way === 'there' ? [caller, node.id] : [node.id, caller];
  return selects(links, { from, to, kind });
}
