import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreign, observedSequence } from '../../../../src/audit/observation.js';
import { observeBytes } from '../../../../src/load/driver/wire/observe-bytes.js';
import { RequestFrames } from '../../../../src/load/driver/wire/request-frames.js';
import { valueFor } from '../../../../src/load/workload/value.js';
import { keyName } from '../../../../src/model/write-stamp.js';

const runTag = 'a1b2c3d4';
const index = fc.nat({ max: 2 ** 31 - 1 });

function encoded(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${word.length}\r\n${word}\r\n`).join('')}`;
}

describe('requests from templates', () => {
  it('are what the protocol says, for every key, sequence and size, one after the other', () => {
    fc.assert(
      fc.property(index, index, fc.integer({ min: 0, max: 300 }), fc.boolean(), (key, sequence, valueBytes, chain) => {
        const frames = new RequestFrames({ runTag, valueBytes, chain });
        const target = Buffer.alloc(2 * frames.mostBytes);
        const middle = frames.set(target, 0, key, sequence);
        const end = frames.get(target, middle, key);
        const value = valueFor(runTag, key, sequence, valueBytes);
        const set = encoded('SET', keyName(runTag, key), value, ...(chain ? ['GET'] : []));
        expect(target.toString('latin1', 0, end)).toBe(set + encoded('GET', keyName(runTag, key)));
        expect(middle).toBeLessThanOrEqual(frames.mostBytes);
      }),
    );
  });
});

describe('a value seen in a buffer', () => {
  it('is what it would be as a string', () => {
    fc.assert(
      fc.property(
        index,
        index,
        fc.nat({ max: 60 }),
        fc.constantFrom(runTag, 'ffffffff'),
        (key, sequence, valueBytes, tag) => {
          const value = valueFor(tag, key, sequence, valueBytes);
          const buffer = Buffer.from(`..${value}..`);
          const seen = observeBytes(buffer, 2, 2 + value.length, Buffer.from(runTag), key);
          expect(seen).toBe(observedSequence(value, runTag, key));
        },
      ),
    );
  });

  it("is foreign when it is too short, another key's, or no stamp", () => {
    const tag = Buffer.from(runTag);
    for (const text of [
      '',
      'a1b2c3d4',
      `${runTag}0000000100000002`,
      `${runTag}zzzzzzzz00000002`,
      `${runTag}00000000zzzzzzzz`,
    ]) {
      expect(observeBytes(Buffer.from(text), 0, text.length, tag, 0)).toBe(foreign);
      expect(observedSequence(text, runTag, 0)).toBe(foreign);
    }
  });
});
