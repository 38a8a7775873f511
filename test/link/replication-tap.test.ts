import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReplicationTap } from '../../src/link/replication-tap.js';
import { chunksOf, command, type Piece, runTag, stampedSet, streams } from './fixtures/replication-stream.js';

const chunkLengths = fc.array(fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 6_000 })), {
  minLength: 1,
  maxLength: 8,
});

function lastReadOf(writes: readonly NonNullable<Piece['write']>[]): Map<number, number> {
  const last = new Map<number, number>();
  for (const { keyIndex, sequence } of writes) last.set(keyIndex, Math.max(sequence, last.get(keyIndex) ?? 0));
  return last;
}

describe('a replication tap', () => {
  it('reports, in order and at every split, the stamped writes that were read but not forwarded', () => {
    fc.assert(
      fc.property(
        streams,
        chunkLengths,
        fc.array(fc.nat(100), { minLength: 1 }),
        ({ head, pieces }, lengths, shares) => {
          const tap = new ReplicationTap(runTag);
          const stream = Buffer.concat([head, ...pieces.map(({ bytes }) => bytes)]);
          let endByte = head.length;
          const ends = pieces.map(({ bytes, write }) => {
            endByte += bytes.length;
            return { endByte, write };
          });
          const writesUpTo = (byte: number) =>
            ends.flatMap((end) => (end.write && end.endByte <= byte ? [{ ...end.write, endByte: end.endByte }] : []));
          let readBytes = 0;
          let passedBytes = 0;
          chunksOf(stream, lengths).forEach((chunk, index) => {
            tap.read(chunk);
            readBytes += chunk.length;
            const passing = Math.floor(((readBytes - passedBytes) * (shares[index % shares.length] ?? 0)) / 100);
            tap.passed(passing);
            passedBytes += passing;
            const read = writesUpTo(readBytes);
            const pending = read.filter((write) => write.endByte > passedBytes);
            expect(tap.pendingBytes).toBe(readBytes - passedBytes);
            expect(tap.pendingWrites()).toMatchObject(
              pending.map(({ keyIndex, sequence }) => ({ keyIndex, sequence })),
            );
            expect(tap.pendingWrites()).toHaveLength(pending.length);
            expect(tap.lastRead).toEqual(lastReadOf(read));
          });
          expect(tap.following).toBe(true);
          tap.passed(readBytes - passedBytes);
          expect(tap.pendingWrites()).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('never throws, and reports nothing that is not in the stream, for any bytes', () => {
    const noise = fc.array(
      fc.oneof(
        fc.constantFrom(
          '\r\n',
          '*',
          '$',
          '*3\r\n',
          '$3\r\n',
          '+CONTINUE\r\n',
          '+FULLRESYNC\r\n',
          '$EOF:',
          '9999999999999',
        ),
        fc.string({ unit: 'binary-ascii', maxLength: 5 }),
      ),
    );
    fc.assert(
      fc.property(noise, chunkLengths, (parts, lengths) => {
        const tap = new ReplicationTap(runTag);
        for (const chunk of chunksOf(Buffer.from(parts.join(''), 'latin1'), lengths)) tap.read(chunk);
        expect(tap.pendingWrites()).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a command that is no array', '+CONTINUE\r\n', 'PING\r\n'],
    ['an array of no arguments', '+CONTINUE\r\n', '*0\r\n'],
    ['an array without a length', '+CONTINUE\r\n', '*\r\n'],
    ['an array of a negative length', '+CONTINUE\r\n', '*-1\r\n'],
    ['an argument without a length', '+CONTINUE\r\n', '*1\r\n$\r\n'],
    ['an argument of a broken length', '+CONTINUE\r\n', '*1\r\n$1.5\r\n'],
    ['an argument of a length in another notation', '+CONTINUE\r\n', '*1\r\n$1e3\r\n'],
    ['an argument that is no bulk string', '+CONTINUE\r\n', '*1\r\n:1\r\n'],
    ['a line without an end', '+CONTINUE\r\n', 'x'.repeat(513)],
    ['a snapshot of no length', '+FULLRESYNC\r\n', '$abc\r\n'],
    ['a snapshot of a negative length', '+FULLRESYNC\r\n', '$-1\r\n'],
    ['a snapshot that is none', '+FULLRESYNC\r\n', '*1\r\n'],
    ['a delimiter that is too short', '+FULLRESYNC\r\n', '$EOF:abc\r\n'],
  ])('stops following after %s', (_what, sync, garbage) => {
    const tap = new ReplicationTap(runTag);
    tap.read(Buffer.from(sync));
    if (sync === '+CONTINUE\r\n') tap.read(stampedSet(1, 1));
    tap.read(Buffer.from(garbage));
    tap.read(stampedSet(1, 2));
    expect(tap.following).toBe(false);
    expect(tap.lastRead.get(1) ?? 0).toBeLessThan(2);
  });

  it('reads no commands before the sync is over', () => {
    const tap = new ReplicationTap(runTag);
    const following = ['+OK\r\n', '+FULLRESYNC id 0\r\n', '\n', '$4\r\n', 'abc', 'd'].map((text) => {
      tap.read(Buffer.from(text));
      return tap.following;
    });
    expect(following).toEqual([false, false, false, false, false, true]);
  });

  it('keeps a write pending until its last byte has been forwarded', () => {
    const tap = new ReplicationTap(runTag);
    const head = Buffer.from('+CONTINUE\r\n');
    const write = stampedSet(1, 5);
    tap.read(Buffer.concat([head, write, command('PING')]));
    tap.passed(head.length + write.length - 1);
    expect(tap.pendingWrites()).toMatchObject([{ keyIndex: 1, sequence: 5 }]);
    tap.passed(1);
    expect(tap.pendingWrites()).toEqual([]);
    expect(tap.pendingBytes).toBe(command('PING').length);
  });

  it('forgets forwarded writes of a long stream', () => {
    const tap = new ReplicationTap(runTag);
    tap.read(Buffer.from('+CONTINUE\r\n'));
    tap.passed('+CONTINUE\r\n'.length);
    for (let sequence = 1; sequence <= 5_000; sequence += 1) {
      const write = stampedSet(0, sequence);
      tap.read(write);
      if (sequence > 10) tap.passed(write.length);
    }
    expect(tap.pendingWrites().map(({ sequence }) => sequence)).toEqual([
      4991, 4992, 4993, 4994, 4995, 4996, 4997, 4998, 4999, 5000,
    ]);
  });

  it('counts as delivered what was read and is not pending', () => {
    const tap = new ReplicationTap(runTag);
    const head = Buffer.from('+CONTINUE\r\n');
    const writes = [stampedSet(1, 4), stampedSet(2, 9), stampedSet(1, 5), stampedSet(3, 1)];
    tap.read(Buffer.concat([head, ...writes]));
    tap.passed(head.length + writes[0]!.length + writes[1]!.length);
    expect(tap.delivered()).toEqual(
      new Map([
        [1, 4],
        [2, 9],
        [3, 0],
      ]),
    );
  });
});
