import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { monotonicMs } from '../../src/clock/monotonic.js';
import { clientsEnd, Relay, type RelayedConnection, type RelayOptions } from '../../src/link/relay.js';
import { ReplicationTap } from '../../src/link/replication-tap.js';
import { command, runTag, stampedSet } from './fixtures/replication-stream.js';
import { acceptedBy, call, type Ear, startListener, until } from './fixtures/sockets.js';

/** A relay in front of a listener, with one connection through it. */
async function connected(delayMs: number, given: Partial<RelayOptions> = {}) {
  const listener = await startListener();
  const relay = new Relay({
    node: 'n1',
    listenHost: '127.0.0.1',
    target: listener.endpoint,
    openTap: () => new ReplicationTap(runTag),
    callerOf: () => clientsEnd,
    delayMs: () => delayMs,
    ...given,
  });
  const endpoint = await relay.listen();
  const caller = await call(endpoint);
  const node = await acceptedBy(listener);
  const [connection] = relay.connections;
  return {
    listener,
    relay,
    endpoint,
    caller,
    node,
    connection: connection as RelayedConnection,
    async [Symbol.asyncDispose]() {
      caller[Symbol.dispose]();
      await relay.close();
      await listener[Symbol.asyncDispose]();
    },
  };
}

function received(ear: Ear): Buffer {
  return Buffer.concat(ear.chunks);
}

/** Non-repeating bytes, so that missing, duplicated or swapped ones are detected. */
function patterned(bytes: number, seed: number): Buffer {
  const buffer = Buffer.alloc(bytes);
  let state = seed + 1;
  for (let at = 0; at < bytes; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    buffer[at] = state >>> 16;
  }
  return buffer;
}

describe('a relay', () => {
  it.each([0, 3])('forwards bytes unchanged and in order, both ways, with %d ms of delay', async (delayMs) => {
    await using link = await connected(delayMs);
    let forthBytes = Buffer.alloc(0);
    let backBytes = Buffer.alloc(0);
    const message = fc.record({ forth: fc.boolean(), bytes: fc.integer({ min: 1, max: 200_000 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 8 }), fc.nat(), async (messages, seed) => {
        messages.forEach(({ forth, bytes }, index) => {
          const chunk = patterned(bytes, seed + index);
          (forth ? link.caller : link.node).socket.write(chunk);
          if (forth) forthBytes = Buffer.concat([forthBytes, chunk]);
          else backBytes = Buffer.concat([backBytes, chunk]);
        });
        await until(() => link.node.bytes >= forthBytes.length && link.caller.bytes >= backBytes.length);
        expect(received(link.node).equals(forthBytes)).toBe(true);
        expect(received(link.caller).equals(backBytes)).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  it.each([0, 20])('holds many megabytes back while the reader reads nothing, with %d ms of delay', async (delayMs) => {
    await using link = await connected(delayMs);
    const all = patterned(64 * 1024 * 1024, 1);
    link.caller.socket.pause();
    link.node.socket.write(all);
    link.node.socket.end();
    // Backpressure reaches the writer: it keeps what it could not send.
    await until(() => link.connection.back.passedBytes > 1024 * 1024);
    expect(link.node.socket.writableLength).toBeGreaterThan(0);
    link.caller.socket.resume();
    await until(() => link.caller.fate === 'ended');
    expect(received(link.caller).equals(all)).toBe(true);
  });

  it('forwards nothing before the delay', async () => {
    await using link = await connected(25);
    const sentMs: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      sentMs.push(monotonicMs());
      link.caller.socket.write(String(round));
      await until(() => link.node.bytes === round + 1);
    }
    link.node.arrivedMs.forEach((arrivedMs, index) => {
      expect(arrivedMs - sentMs[index]!).toBeGreaterThanOrEqual(25);
    });
  });

  it('forwards a FIN after the last byte, and the other direction stays open', async () => {
    await using link = await connected(10);
    link.caller.socket.end('last words');
    await until(() => link.node.fate === 'ended');
    expect(received(link.node).toString()).toBe('last words');
    link.node.socket.write('answer');
    await until(() => link.caller.bytes === 6);
    link.node.socket.end();
    await until(() => link.relay.connections.size === 0);
  });

  it('forwards a reset', async () => {
    await using link = await connected(0);
    link.caller.socket.resetAndDestroy();
    await until(() => link.node.fate === 'reset');
    await until(() => link.relay.connections.size === 0);
  });

  it('resets the caller if nothing listens behind it', async () => {
    await using link = await connected(0);
    await link.listener[Symbol.asyncDispose]();
    using late = await call(link.endpoint);
    await until(() => late.fate === 'reset');
  });

  it('closes promptly, whatever its connections went through', async () => {
    const link = await connected(5);
    const callers = await Promise.all(Array.from({ length: 6 }, () => call(link.endpoint)));
    await acceptedBy(link.listener, 6);
    callers[0]!.socket.end();
    callers[1]!.socket.resetAndDestroy();
    callers[2]!.socket.end();
    (await acceptedBy(link.listener, 3)).socket.end();
    callers[3]!.socket.write(Buffer.alloc(8 * 1024 * 1024));
    for (const connection of link.relay.connections) connection.forth.cut();
    await link.relay.close();
    expect(link.relay.connections.size).toBe(0);
    for (const caller of callers) caller[Symbol.dispose]();
    await link[Symbol.asyncDispose]();
  });
});

describe('a cut', () => {
  it.each([0, 10])(
    'forwards nothing, closes nothing, and delivers every byte once when it resumes (delay %d ms)',
    async (delayMs) => {
      await using link = await connected(delayMs);
      link.caller.socket.write('before ');
      await until(() => link.node.bytes === 7);
      link.connection.forth.cut();
      link.connection.back.cut();
      link.caller.socket.end('during');
      link.node.socket.write('answer');
      // Another connection through the same relay shows that time has passed for this one too.
      using other = await call(link.endpoint);
      const otherNode = await acceptedBy(link.listener, 1);
      for (let round = 1; round <= 5; round += 1) {
        other.socket.write('x');
        await until(() => otherNode.bytes === round);
      }
      expect([link.node.bytes, link.node.fate, link.caller.bytes, link.caller.fate]).toEqual([7, 'open', 0, 'open']);
      link.connection.forth.resume();
      link.connection.back.resume();
      await until(() => link.node.fate === 'ended' && link.caller.bytes === 6);
      expect(received(link.node).toString()).toBe('before during');
      expect(received(link.caller).toString()).toBe('answer');
    },
  );

  it('keeps the data it held when it started, and forwards it when it resumes', async () => {
    await using link = await connected(30);
    const all = patterned(300_000, 5);
    link.caller.socket.write(all);
    await until(() => link.node.bytes > 0 || link.caller.socket.writableLength === 0);
    link.connection.forth.cut();
    link.connection.forth.resume();
    await until(() => link.node.bytes === all.length);
    expect(received(link.node).equals(all)).toBe(true);
  });

  it('does not stop the count of what a lost host discards', async () => {
    await using link = await connected(0);
    link.connection.forth.cut();
    link.caller.socket.write('12345');
    link.connection.forth.lose();
    link.connection.forth.cut();
    await until(() => link.connection.forth.discardedBytes === 5);
    expect(link.connection.forth.isCut).toBe(false);
    expect(link.node.bytes).toBe(0);
  });
});

describe('a lost connection', () => {
  it('discards and counts exactly what it holds and what still arrives, and swallows FINs and resets', async () => {
    await using link = await connected(10_000);
    const [forthTap, backTap] = [new ReplicationTap(runTag), new ReplicationTap(runTag)];
    link.connection.forth.tap = forthTap;
    link.connection.back.tap = backTap;
    link.node.socket.write('12345');
    link.caller.socket.write('123');
    await until(() => backTap.pendingBytes === 5 && forthTap.pendingBytes === 3);
    link.connection.forth.lose();
    link.connection.back.lose();
    expect([link.connection.back.discardedBytes, link.connection.forth.discardedBytes]).toEqual([5, 3]);
    link.node.socket.write('678');
    await until(() => link.connection.back.discardedBytes === 8);
    expect(link.connection.forth.discardedBytes).toBe(3);
    link.node.socket.resetAndDestroy();
    await until(() => link.connection.back.hasEnded);
    // The surviving writer is never blocked, and not notified.
    const all = Buffer.alloc(4 * 1024 * 1024);
    link.caller.socket.write(all);
    await until(() => link.connection.forth.discardedBytes === 3 + all.length);
    expect([link.caller.fate, link.caller.bytes]).toEqual(['open', 0]);
    link.connection.forth.resume();
    link.connection.back.resume();
    link.connection.reset();
    await until(() => link.caller.fate === 'reset');
  });
});

describe('the tap of a relay', () => {
  it("reads only what answers PSYNC, however it is chunked, and no client's stream", async () => {
    await using link = await connected(5, { callerOf: () => 'n2' });
    for (const letter of command('PSYNC', '?', '-1').toString()) {
      link.caller.socket.write(letter);
      await until(() => link.connection.forth.passedBytes > 0);
    }
    await until(() => link.node.bytes === command('PSYNC', '?', '-1').length);
    link.node.socket.write(Buffer.concat([Buffer.from('+CONTINUE\r\n'), stampedSet(3, 8)]));
    await until(() => link.connection.back.tap?.lastRead.get(3) === 8);

    await using clients = await connected(0);
    clients.caller.socket.write(command('PSYNC', '?', '-1'));
    await until(() => clients.node.bytes > 0);
    expect(clients.connection.back.tap).toBeUndefined();
  });

  it('stops looking for PSYNC if the stream does not start with a handshake', async () => {
    await using link = await connected(0, { callerOf: () => 's1' });
    for (let sent = 0; sent < 5; sent += 1) {
      link.caller.socket.write(Buffer.alloc(1024, 46));
      await until(() => link.node.bytes === (sent + 1) * 1024);
    }
    link.caller.socket.write('PSYNC');
    await until(() => link.node.bytes === 5 * 1024 + 5);
    expect(link.connection.back.tap).toBeUndefined();
  });
});
