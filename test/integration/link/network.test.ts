import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../../src/clock/monotonic.js';
import type { LinkDirection, LinkRule } from '../../../src/link/link-rule.js';
import { command, runTag, stampedSet } from '../../link/fixtures/replication-stream.js';
import { acceptedBy, call, type Ear, startListener, until } from '../../link/fixtures/sockets.js';
import { startNetwork } from '../fixtures/built.js';

const [n1Address, n2Address, n3Address] = ['127.0.1.1', '127.0.2.1', '127.0.1.2'] as const;

/** A network of three hosts (n1 and n3 in one zone, n2 in another), with relays in front of n1 and n3. */
async function hosts(betweenZonesDelayMs: number, clientsZone: string | null = null) {
  const network = startNetwork({
    betweenZones: { delayMs: betweenZonesDelayMs, jitterMs: 0, bytesPerSecond: null },
    runTag,
    clientsZone,
    isEncrypted: false,
  });
  await network.addHost('n1', n1Address, 'az-1');
  await network.addHost('n2', n2Address, 'az-2');
  await network.addHost('n3', n3Address, 'az-1');
  const [n1, n3] = [await startListener(n1Address), await startListener(n3Address)];
  const toN1 = await network.openRelay('n1', n1Address, n1.endpoint);
  const toN3 = await network.openRelay('n3', n3Address, n3.endpoint);
  return {
    network,
    n1,
    n3,
    toN1,
    toN3,
    async [Symbol.asyncDispose]() {
      await network[Symbol.asyncDispose]();
      await n1[Symbol.asyncDispose]();
      await n3[Symbol.asyncDispose]();
    },
  };
}

/** How long a byte takes from one end to the other. */
async function travelMs(from: Ear, to: Ear): Promise<number> {
  const before = to.bytes;
  const sentMs = monotonicMs();
  from.socket.write('x');
  await until(() => to.bytes > before);
  return to.arrivedMs.at(-1)! - sentMs;
}

/** Bytes arrive, so the relays have executed all earlier requests. */
async function passes(from: Ear, to: Ear): Promise<void> {
  await travelMs(from, to);
}

function cut(first: readonly string[], second: readonly string[], direction: LinkDirection = 'both'): LinkRule {
  return { between: [first, second], direction, kinds: null, effect: { kind: 'cut' } };
}

describe('the network', () => {
  it('delays clients in a zone like the nodes of that zone', async () => {
    await using all = await hosts(300, 'az-2');
    using client = await call(all.toN1);
    const node = await acceptedBy(all.n1);
    expect(await travelMs(client, node)).toBeGreaterThanOrEqual(300);
    expect(await travelMs(node, client)).toBeGreaterThanOrEqual(300);
  });

  it('does not delay clients that are in the zone of a node', async () => {
    await using all = await hosts(300, 'az-1');
    using far = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    const [farNode, clientNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    far.socket.write('slow');
    await passes(client, clientNode);
    expect(farNode.bytes).toBe(0);
  });

  it('delays callers by their zone, both ways, but not clients without a zone', async () => {
    await using all = await hosts(300);
    using far = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using near = await call(all.toN1, n3Address);
    await acceptedBy(all.n1, 1);
    using client = await call(all.toN1);
    const [farNode, nearNode, clientNode] = [
      await acceptedBy(all.n1, 0),
      await acceptedBy(all.n1, 1),
      await acceptedBy(all.n1, 2),
    ];
    expect(await travelMs(far, farNode)).toBeGreaterThanOrEqual(300);
    expect(await travelMs(farNode, far)).toBeGreaterThanOrEqual(300);
    // They must arrive while a byte from the distant one is still in flight.
    far.socket.write('slow');
    const before = farNode.bytes;
    await Promise.all([passes(near, nearNode), passes(client, clientNode)]);
    expect(farNode.bytes).toBe(before);
  });

  it('cuts only between two groups, including new connections', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    const [peerNode, clientNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const { id } = await all.network.apply(cut(['n1'], ['n2', 'n3']));
    using later = await call(all.toN1, n3Address);
    peer.socket.write('held');
    later.socket.write('too');
    peerNode.socket.write('back');
    for (let round = 0; round < 5; round += 1) await passes(client, clientNode);
    expect([peerNode.bytes, peer.bytes, peer.fate, later.fate]).toEqual([0, 0, 'open', 'open']);
    await all.network.lift(id, 'resume');
    const laterNode = await acceptedBy(all.n1, 2);
    await until(() => peerNode.bytes === 4 && peer.bytes === 4 && laterNode.bytes === 3);
  });

  it('heals a cut by reset too, and resets nothing else', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    const [peerNode, clientNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const { id } = await all.network.apply(cut(['n2'], ['n1']));
    await all.network.lift(id, 'reset');
    await until(() => peer.fate === 'reset' && peerNode.fate === 'reset');
    await passes(client, clientNode);
    using again = await call(all.toN1, n2Address);
    await passes(again, await acceptedBy(all.n1, 2));
  });

  it('heals one of several cuts, and keeps what another one cuts', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using neighbour = await call(all.toN1, n3Address);
    const [peerNode, neighbourNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const whole = await all.network.apply({ ...cut(['n1'], []), between: [['n1'], 'peers'] });
    const part = await all.network.apply(cut(['n2'], ['n1']));
    peer.socket.write('held');
    neighbour.socket.write('held');
    await all.network.lift(whole.id, 'reset');
    await all.network.lift(whole.id, 'reset');
    await until(() => neighbour.fate === 'reset' && neighbourNode.fate === 'reset');
    expect([peer.fate, peerNode.fate, peerNode.bytes]).toEqual(['open', 'open', 0]);
    await all.network.lift(part.id, 'resume');
    await until(() => peerNode.bytes === 4);
  });

  it('cuts one way only', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    const peerNode = await acceptedBy(all.n1);
    await all.network.apply(cut(['n1'], ['n2'], 'to'));
    peer.socket.write('held');
    await passes(peerNode, peer);
    await passes(peerNode, peer);
    expect(peerNode.bytes).toBe(0);
  });

  it('slows links only while a rule applies', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    const [peerNode, clientNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const effect = { kind: 'slow', delayMs: 300, jitterMs: 100, bytesPerSecond: null } as const;
    const { id } = await all.network.apply({ ...cut(['n1'], ['n2'], 'to'), effect });
    peer.socket.write('slow');
    await Promise.all([passes(client, clientNode), passes(peerNode, peer)]);
    expect(peerNode.bytes).toBe(0);
    await until(() => peerNode.bytes === 4);
    expect(await travelMs(peer, peerNode)).toBeGreaterThanOrEqual(300);
    await all.network.lift(id, 'resume');
    // A byte on a slow link would arrive after all of these.
    using other = await call(all.toN1);
    const otherNode = await acceptedBy(all.n1, 2);
    const slow = await all.network.apply({ ...cut(['n1'], ['clients'], 'to'), effect });
    other.socket.write('slow');
    await passes(peer, peerNode);
    expect(otherNode.bytes).toBe(0);
    await all.network.lift(slow.id, 'resume');
    await until(() => otherNode.bytes === 4);
  });

  it('limits bandwidth over all connections together, and keeps every byte in order', async () => {
    await using all = await hosts(0);
    using first = await call(all.toN1);
    await acceptedBy(all.n1, 0);
    using second = await call(all.toN1);
    const nodes = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const bytesPerSecond = 200_000;
    const effect = { kind: 'slow', delayMs: 0, jitterMs: 0, bytesPerSecond } as const;
    await all.network.apply({ ...cut(['n1'], ['clients'], 'to'), effect });
    const bytes = 50_000;
    const payload = Buffer.from(Array.from({ length: bytes }, (_, index) => index % 251));
    const sentMs = monotonicMs();
    for (const { socket } of [first, second]) socket.write(payload);
    await until(() => nodes.every((node) => node.bytes === bytes));
    const lastMs = Math.max(...nodes.map(({ arrivedMs }) => arrivedMs.at(-1)!));
    expect(lastMs - sentMs).toBeGreaterThanOrEqual((2 * bytes * 1000) / bytesPerSecond - 1);
    for (const node of nodes) expect(Buffer.concat(node.chunks).equals(payload)).toBe(true);
  });

  it('drops replies until the given number of bytes, and then resets', async () => {
    await using all = await hosts(0);
    using client = await call(all.toN1);
    const node = await acceptedBy(all.n1);
    await passes(client, node);
    const effect = { kind: 'drop', untilBytes: 10 } as const;
    const { id } = await all.network.apply({ ...cut(['n1'], ['clients'], 'from'), effect });
    node.socket.write('gone');
    await passes(client, node);
    await until(async () => (await all.network.reportRule(id)).droppedBytes === 4);
    expect([client.bytes, client.fate]).toEqual([0, 'open']);
    node.socket.write('gone too');
    await until(() => client.fate === 'reset');
    expect(await all.network.reportRule(id)).toEqual({ connections: 1, droppedBytes: 12 });
    using again = await call(all.toN1);
    const nodeAgain = await acceptedBy(all.n1, 1);
    await passes(nodeAgain, again);
  });

  it('resets only the connections between two groups', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    const [peerNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const { connections } = await all.network.reset(cut(['n1'], ['clients']));
    expect(connections).toBe(1);
    await until(() => client.fate === 'reset');
    await passes(peer, peerNode);
  });

  it('loses a host: silent for old and new callers, while other hosts continue', async () => {
    await using all = await hosts(200);
    using peer = await call(all.toN1, n2Address);
    await acceptedBy(all.n1, 0);
    using client = await call(all.toN1);
    using bystander = await call(all.toN3, n2Address);
    const [peerNode, clientNode] = [await acceptedBy(all.n1, 0), await acceptedBy(all.n1, 1)];
    const bystanderNode = await acceptedBy(all.n3);
    await passes(client, clientNode);
    // A round trip on one connection shows that everything written before has reached the relay.
    peerNode.socket.write('held by the relay');
    const readBytes = 'held by the relay'.length;
    await passes(clientNode, client);
    const lostAtMs = await all.network.loseHosts(['n1']);
    await until(async () => (await all.network.reportLoss('n1', lostAtMs)).discardedBytes >= readBytes);
    expect((await all.network.reportLoss('n1', lostAtMs)).discardedBytes).toBe(readBytes);

    peerNode.socket.end();
    clientNode.socket.resetAndDestroy();
    using late = await call(all.toN1, n3Address);
    late.socket.write('anybody there?');
    await passes(bystander, bystanderNode);
    await passes(bystanderNode, bystander);
    expect([peer, client, late].map(({ fate }) => fate)).toEqual(['open', 'open', 'open']);
    expect([peer.bytes, late.bytes]).toEqual([0, 0]);
    // Connections to a host that is long gone do not add to its losses.
    expect((await all.network.reportLoss('n1', lostAtMs)).discardedBytes).toBe(readBytes);

    await all.network.restoreHost('n1');
    await until(() => [peer, client, late].every(({ fate }) => fate === 'reset'));
    expect(bystander.fate).toBe('open');
    using again = await call(all.toN1);
    again.socket.write('x');
    await until(() => all.n1.accepted.slice(2).some(({ bytes }) => bytes > 0));
  });

  it('reports each loss of a host separately, even for the same host', async () => {
    await using all = await hosts(0);
    const reports: number[] = [];
    for (const text of ['first', 'second one']) {
      const count = all.n1.accepted.length;
      using client = await call(all.toN1);
      await passes(client, await acceptedBy(all.n1, count));
      const lostAtMs = await all.network.loseHosts(['n1']);
      client.socket.write(text);
      await until(async () => (await all.network.reportLoss('n1', lostAtMs)).discardedBytes >= text.length);
      reports.push((await all.network.reportLoss('n1', lostAtMs)).discardedBytes);
      await all.network.restoreHost('n1');
      await until(() => client.fate === 'reset');
    }
    expect(reports).toEqual(['first'.length, 'second one'.length]);
  });

  it('keeps a connection lost while either end is lost', async () => {
    await using all = await hosts(0);
    using peer = await call(all.toN1, n2Address);
    const node = await acceptedBy(all.n1);
    await passes(peer, node);
    await all.network.loseHosts(['n2']);
    await all.network.loseHosts(['n1']);
    await all.network.restoreHost('n1');
    using client = await call(all.toN1);
    await passes(client, await acceptedBy(all.n1, 1));
    expect(peer.fate).toBe('open');
    await all.network.restoreHost('n2');
    await until(() => peer.fate === 'reset');
  });

  it('reports the stream that a replica received when its primary was lost, with its earlier data', async () => {
    await using all = await hosts(100);
    const firstHead = Buffer.concat([Buffer.from('+FULLRESYNC id 0\r\n$1\r\nx'), stampedSet(1, 1), stampedSet(2, 1)]);
    using first = await call(all.toN1, n2Address);
    const firstNode = await acceptedBy(all.n1);
    first.socket.write(command('PSYNC', '?', '-1'));
    await until(() => firstNode.bytes > 0);
    firstNode.socket.write(firstHead);
    await until(() => first.bytes === firstHead.length);
    // The replica closes its first connection, which the primary has not noticed yet.
    first.socket.end();
    await until(() => firstNode.fate === 'ended');

    using second = await call(all.toN1, n2Address);
    const secondNode = await acceptedBy(all.n1, 1);
    second.socket.write(command('PSYNC', 'id', '9'));
    await until(() => secondNode.bytes > 0);
    const delivered = Buffer.concat([Buffer.from('+CONTINUE\r\n'), stampedSet(1, 2)]);
    secondNode.socket.write(delivered);
    await until(() => second.bytes === delivered.length);
    secondNode.socket.write(stampedSet(1, 3));
    const lostAtMs = await all.network.loseHosts(['n1']);
    await until(async () => (await all.network.reportLoss('n1', lostAtMs)).discardedBytes >= stampedSet(1, 3).length);

    const { replication } = await all.network.reportLoss('n1', lostAtMs);
    expect(replication).toMatchObject([
      {
        replica: 'n2',
        followed: true,
        pendingBytes: stampedSet(1, 3).length,
        discarded: [{ keyIndex: 1, sequence: 3 }],
      },
    ]);
    expect(replication[0]!.lastRead).toEqual(
      new Map([
        [1, 3],
        [2, 1],
      ]),
    );
  });

  it('provides no evidence for a stream that was still in its sync', async () => {
    await using all = await hosts(0);
    using replica = await call(all.toN1, n2Address);
    const node = await acceptedBy(all.n1);
    replica.socket.write(command('PSYNC', '?', '-1'));
    await until(() => node.bytes > 0);
    node.socket.write('+FULLRESYNC id 0\r\n$100\r\nhalf');
    await until(() => replica.bytes > 0);
    const lostAtMs = await all.network.loseHosts(['n1']);
    expect((await all.network.reportLoss('n1', lostAtMs)).replication).toMatchObject([
      { replica: 'n2', followed: false },
    ]);
  });

  it('stops promptly, whatever its connections went through, and does not reply after that', async () => {
    const all = await hosts(50);
    const callers = await Promise.all(
      [n2Address, n2Address, n3Address, '127.0.0.1'].map((address) => call(all.toN1, address)),
    );
    await acceptedBy(all.n1, 3);
    callers[0]!.socket.end();
    callers[1]!.socket.resetAndDestroy();
    all.n1.accepted[2]!.socket.end();
    callers[3]!.socket.write(Buffer.alloc(4 * 1024 * 1024));
    await all.network.apply(cut(['n1'], ['n3']));
    await all.network.loseHosts(['n1']);
    using late = await call(all.toN1);
    late.socket.end();
    await all.network[Symbol.asyncDispose]();
    await all.network[Symbol.asyncDispose]();
    await expect(all.network.lift(1, 'resume')).rejects.toThrow('The relay thread has ended.');
    await expect(call(all.toN1)).rejects.toThrow('ECONNREFUSED');
    for (const caller of callers) caller[Symbol.dispose]();
    await all[Symbol.asyncDispose]();
  });
});
