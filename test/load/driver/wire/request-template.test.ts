import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreign, observedSequence } from '../../../../src/audit/observation.js';
import { observeBytes } from '../../../../src/load/driver/wire/observe-bytes.js';
import { respTemplate } from '../../../../src/load/driver/wire/resp-template.js';
import { templateContext } from '../../../../src/load/driver/wire/template-context.js';
import { operationKinds } from '../../../../src/load/operation/registry.js';
import { planOperations } from '../../../../src/load/workload/plan-operations.js';
import { valueFor } from '../../../../src/load/workload/value.js';
import { valueSizer } from '../../../../src/load/workload/value-size.js';
import type { ValueSizes } from '../../../../src/model/scenario.js';
import { keyNameIn } from '../../../../src/model/write-stamp.js';

const runTag = 'a1b2c3d4';
const keyIndex = fc.nat({ max: 99_999_999 });
const index = fc.nat({ max: 2 ** 31 - 1 });

function encoded(...words: readonly string[]): string {
  return `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;
}

const wholeMix = Object.fromEntries(operationKinds.map((kind) => [kind, 1]));
const commands = [
  { command: 'ZADD __key__ __rand__ "a b:__key__"', weight: 1 },
  { command: "LPUSH __key__ 'größe' __data__ a__data__b", weight: 1 },
];

const anySizes: fc.Arbitrary<ValueSizes> = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((bytes) => ({ kind: 'fixed' as const, bytes })),
  fc.tuple(fc.integer({ min: 24, max: 60 }), fc.integer({ min: 0, max: 2_000 })).map(([leastBytes, more]) => ({
    kind: 'range' as const,
    leastBytes,
    mostBytes: leastBytes + more,
  })),
);

describe('requests from templates', () => {
  it('follow the protocol, for every operation, key, sequence, size and padding, one after the other', () => {
    fc.assert(
      fc.property(
        keyIndex,
        index,
        anySizes,
        fc.constantFrom('random' as const, 'compressible' as const),
        fc.boolean(),
        (key, sequence, valueSizes, data, chain) => {
          const operations = planOperations({ mix: wholeMix, commands, chain, ttlSeconds: 60, keysPerOperation: 3 });
          const context = { ...templateContext({ runTag, seed: 5, valueSizes, data }), random: () => 0.55 };
          const templates = operations.map((operation) => respTemplate(operation, context));
          const target = Buffer.alloc(templates.reduce((sum, { mostBytes }) => sum + mostBytes, 7));
          const end = templates.reduce((at, template) => template.write(target, at, key, sequence, 0), 7);
          const bytes = valueSizer(valueSizes, 5)(key, sequence);
          const value = valueFor(runTag, key, sequence, bytes, context.values.padding);
          const expected = operations.map(({ words, space }) =>
            encoded(
              ...words.map((word) =>
                word
                  .replaceAll('__key__', keyNameIn(space, runTag, key))
                  .replaceAll('__data__', value)
                  .replaceAll('__rand__', '555555555555'),
              ),
            ),
          );
          expect(target.toString('utf8', 7, end)).toBe(expected.join(''));
          if (valueSizes.kind === 'fixed') expect(end).toBe(target.length);
        },
      ),
      // Each creates a megabyte of padding.
      { numRuns: 30 },
    );
  });
});

describe('a value parsed from a buffer', () => {
  it('is the same as from a string', () => {
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

  it('is foreign if it is too short, belongs to another key, or has no stamp', () => {
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
