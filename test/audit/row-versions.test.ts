import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { RowVersions, rowVersionsMemory } from '../../src/audit/row-versions.js';

/**
 * One row and its moments, in a random order that respects causality: each write is sent, committed, acknowledged (or its
 * acknowledgement is lost); each read starts, looks, ends. The register itself is the oracle.
 */
interface Moment {
  readonly step: 'send' | 'commit' | 'acknowledge' | 'start' | 'look' | 'end';
  readonly read: number;
}

const history = fc.array(fc.constantFrom('write', 'read'), { minLength: 1, maxLength: 40 }).chain((kinds) =>
  fc.record({
    kinds: fc.constant(kinds),
    order: fc.infiniteStream(fc.nat(1000)),
    lostAcknowledgements: fc.infiniteStream(fc.boolean()),
  }),
);

function momentsOf(kinds: readonly string[], order: Iterator<number>): readonly Moment[] {
  // Writes of a row follow each other; reads may overlap everything.
  const writer: Moment[] = kinds.flatMap((kind) =>
    kind === 'write' ? (['send', 'commit', 'acknowledge'] as const).map((step) => ({ step, read: -1 })) : [],
  );
  const readers = kinds.flatMap((kind, read) =>
    kind === 'read' ? [(['start', 'look', 'end'] as const).map((step) => ({ step, read }))] : [],
  );
  const lines: Moment[][] = [writer, ...readers].filter((line) => line.length > 0);
  const moments: Moment[] = [];
  while (lines.length > 0) {
    const chosen = Number(order.next().value) % lines.length;
    const moment = lines[chosen]?.shift();
    if (moment !== undefined) moments.push(moment);
    if (lines[chosen]?.length === 0) lines.splice(chosen, 1);
  }
  return moments;
}

/** Replays a history; `lie` changes what a read finds. Returns the reads found stale or phantom. */
function replay(
  moments: readonly Moment[],
  isLost: Iterator<boolean>,
  lie: (found: number, floor: number) => number,
): { readonly stale: number[]; readonly phantom: number[]; readonly lies: number[] } {
  const versions = new RowVersions(rowVersionsMemory(3, 1));
  const floors = new Map<number, number>();
  const found = new Map<number, number>();
  const result = { stale: [] as number[], phantom: [] as number[], lies: [] as number[] };
  let sent = 1;
  let committed = 1;
  for (const { step, read } of moments) {
    if (step === 'send') versions.sent(1, ++sent);
    if (step === 'commit') committed = sent;
    if (step === 'acknowledge' && !isLost.next().value) versions.acknowledged(1, committed);
    if (step === 'start') floors.set(read, versions.floorOf(1));
    if (step === 'look') {
      const told = lie(committed, floors.get(read) ?? 0);
      if (told !== committed) result.lies.push(read);
      found.set(read, told);
    }
    if (step === 'end') {
      const version = found.get(read) ?? 0;
      if (version < (floors.get(read) ?? 0)) result.stale.push(read);
      if (versions.isPhantom(1, version)) result.phantom.push(read);
    }
  }
  return result;
}

describe('reads of a row', () => {
  test('that tell the truth are never stale, however they overlap commits, and whichever acknowledgement is lost', () => {
    fc.assert(
      fc.property(history, ({ kinds, order, lostAcknowledgements }) => {
        const { stale, phantom } = replay(momentsOf(kinds, order), lostAcknowledgements, (found) => found);
        expect({ stale, phantom }).toEqual({ stale: [], phantom: [] });
      }),
    );
  });

  test('that return what an acknowledged write had replaced before they began are all found', () => {
    fc.assert(
      fc.property(history, ({ kinds, order, lostAcknowledgements }) => {
        const { stale, lies } = replay(momentsOf(kinds, order), lostAcknowledgements, (_, floor) => floor - 1);
        expect(stale.sort()).toEqual(lies.sort());
      }),
    );
  });

  test('that return a version that nobody has sent are phantoms', () => {
    fc.assert(
      fc.property(history, ({ kinds, order, lostAcknowledgements }) => {
        const reads = kinds.filter((kind) => kind === 'read').length;
        const lies = replay(momentsOf(kinds, order), lostAcknowledgements, () => 1000);
        expect(lies.phantom).toHaveLength(reads);
        expect(lies.stale).toEqual([]);
      }),
    );
  });

  test('of other rows are independent', () => {
    const versions = new RowVersions(rowVersionsMemory(2, 1));
    versions.sent(0, 2);
    versions.acknowledged(0, 2);
    expect([versions.floorOf(0), versions.floorOf(1)]).toEqual([2, 1]);
    expect([versions.isPhantom(0, 2), versions.isPhantom(1, 2)]).toEqual([false, true]);
  });

  test('share their versions with every thread, and an acknowledgement that comes late lowers nothing', () => {
    const memory = rowVersionsMemory(1, 1);
    const [writer, reader] = [new RowVersions(memory), new RowVersions(memory)];
    writer.sent(0, 3);
    writer.acknowledged(0, 3);
    writer.acknowledged(0, 2);
    expect(reader.floorOf(0)).toBe(3);
  });
});
