import { describe, expect, it } from 'vitest';
import { ReplicationHistory } from '../../src/link/replication-history.js';
import type { ReplicationTap } from '../../src/link/replication-tap.js';
import { runTag, stampedSet } from './fixtures/replication-stream.js';

const fullSync = '+FULLRESYNC id 0\r\n$1\r\nx';
const partialSync = '+CONTINUE\r\n';

/** Reads a sync and the writes after it, of which the last `pending` are not forwarded. */
function stream(tap: ReplicationTap, sync: string, writes: readonly (readonly [number, number])[], pending = 0): void {
  const pieces = [Buffer.from(sync), ...writes.map(([keyIndex, sequence]) => stampedSet(keyIndex, sequence))];
  for (const piece of pieces) tap.read(piece);
  for (const piece of pieces.slice(0, pieces.length - pending)) tap.passed(piece.length);
}

describe('the replication history', () => {
  it('of a replica that continues includes what it had received before, but not what was still in flight', () => {
    const history = new ReplicationHistory(runTag);
    stream(
      history.openTap('n1', 'n2'),
      fullSync,
      [
        [1, 1],
        [2, 1],
        [1, 2],
        [2, 2],
      ],
      1,
    );
    const second = history.openTap('n1', 'n2');
    expect(second.lastRead).toEqual(new Map());
    stream(second, partialSync, [[3, 1]]);
    expect(second.lastRead).toEqual(
      new Map([
        [1, 2],
        [2, 1],
        [3, 1],
      ]),
    );
    expect(second.pendingWrites()).toEqual([]);
  });

  it('survives a connection that broke off before its sync', () => {
    const history = new ReplicationHistory(runTag);
    stream(history.openTap('n1', 'n2'), fullSync, [[1, 1]]);
    history.openTap('n1', 'n2').read(Buffer.from('-LOADING\r\n'));
    const third = history.openTap('n1', 'n2');
    stream(third, partialSync, []);
    expect(third.lastRead).toEqual(new Map([[1, 1]]));
  });

  it('of a replica that gets all data includes what its primary had sent to others, delivered or not', () => {
    const history = new ReplicationHistory(runTag);
    stream(
      history.openTap('n1', 'n2'),
      fullSync,
      [
        [1, 1],
        [1, 2],
      ],
      1,
    );
    stream(history.openTap('n1', 'n3'), fullSync, [[2, 1]]);
    const joined = history.openTap('n1', 'n4');
    stream(joined, fullSync, []);
    expect(joined.lastRead).toEqual(
      new Map([
        [1, 2],
        [2, 1],
      ]),
    );
  });

  it('includes what a promoted replica had', () => {
    const history = new ReplicationHistory(runTag);
    stream(history.openTap('n1', 'n3'), fullSync, [[1, 1]]);
    stream(
      history.openTap('n1', 'n2'),
      fullSync,
      [
        [1, 1],
        [1, 2],
      ],
      1,
    );
    history.forget('n1');
    const continued = history.openTap('n2', 'n3');
    stream(continued, partialSync, []);
    expect(continued.lastRead).toEqual(new Map([[1, 1]]));
    const joined = history.openTap('n2', 'n4');
    stream(joined, fullSync, []);
    expect(joined.lastRead).toEqual(new Map([[1, 1]]));
  });

  it('restarts after a lost host', () => {
    const history = new ReplicationHistory(runTag);
    stream(history.openTap('n1', 'n2'), fullSync, [[1, 1]]);
    history.forget('n1');
    const again = history.openTap('n1', 'n3');
    stream(again, fullSync, []);
    expect(again.lastRead).toEqual(new Map());
  });
});
