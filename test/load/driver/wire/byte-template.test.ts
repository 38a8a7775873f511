import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteTemplate } from '../../../../src/load/driver/wire/byte-template.js';
import { templateContext } from '../../../../src/load/driver/wire/template-context.js';
import { set } from '../../../../src/load/operation/set.js';
import { valueFor } from '../../../../src/load/workload/value.js';
import { valueSizer } from '../../../../src/load/workload/value-size.js';
import type { ValueSizes } from '../../../../src/model/scenario.js';
import { keyName } from '../../../../src/model/write-stamp.js';

const runTag = 'a1b2c3d4';
const seed = 7;

const anySizes: fc.Arbitrary<ValueSizes> = fc.oneof(
  fc.integer({ min: 0, max: 300 }).map((bytes) => ({ kind: 'fixed' as const, bytes })),
  fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 2_000 })).map(([leastBytes, more]) => ({
    kind: 'range' as const,
    leastBytes,
    mostBytes: leastBytes + more,
  })),
  fc
    .array(fc.record({ bytes: fc.integer({ min: 0, max: 500 }), weight: fc.integer({ min: 1, max: 9 }) }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((choices) => ({ kind: 'weighted' as const, choices })),
);

/** Any order of marks and literal text: each value of varying size splits the request into segments. */
const anyText = fc
  .array(fc.constantFrom('__key__', '__data__', '__size__', '__size+7__', '__rand__', '__token__', ' x ', '\r\n'), {
    minLength: 1,
    maxLength: 14,
  })
  .map((parts) => parts.join(''));

/** The contract of ByteTemplate's comment, implemented with strings. */
function expected(text: string, values: { key: number; sequence: number; token: number; bytes: number }): string {
  const value = valueFor(runTag, values.key, values.sequence, values.bytes);
  let { token } = values;
  return text.replaceAll(/__(key|data|rand|token|size)(?:\+(\d+))?__/g, (_, mark: string, plus?: string) => {
    if (mark === 'key') return keyName(runTag, values.key);
    if (mark === 'data') return value;
    if (mark === 'rand') return '555555555555';
    if (mark === 'size') return String(value.length + Number(plus ?? 0));
    token += 1;
    return ((token - 1) >>> 0).toString(16).padStart(8, '0');
  });
}

function written(text: string, valueSizes: ValueSizes, key: number, sequence: number, token: number): string {
  const context = { ...templateContext({ runTag, seed, valueSizes, data: 'compressible' }), random: () => 0.55 };
  const template = new ByteTemplate(text, 'string', context);
  const target = Buffer.alloc(template.mostBytes + 5, '.');
  const end = template.write(target, 5, key, sequence, token);
  expect(target.subarray(end).every((byte) => byte === 0x2e)).toBe(true);
  return target.toString('latin1', 5, end);
}

const key = fc.nat({ max: 99_999_999 });
const sequence = fc.nat({ max: 2 ** 31 - 1 });
const token = fc.nat({ max: 2 ** 32 - 1 });

describe('a request split into segments', () => {
  it('has every key, value, size and token in place, wherever it is split', () => {
    fc.assert(
      fc.property(anyText, anySizes, key, sequence, token, (text, valueSizes, ...numbers) => {
        const [ofKey, ofSequence, firstToken] = numbers;
        const bytes = Math.max(24, valueSizer(valueSizes, seed)(ofKey, ofSequence));
        expect(written(text, valueSizes, ...numbers)).toBe(
          expected(text, { key: ofKey, sequence: ofSequence, token: firstToken, bytes }),
        );
      }),
      { numRuns: 60 },
    );
  });

  it('numbers the tokens of a chained memcached write consecutively: the store has one more than the read before it', () => {
    fc.assert(
      fc.property(anySizes, key, sequence, fc.nat({ max: 2 ** 32 - 2 }), (valueSizes, ...numbers) => {
        const { request: text = '' } =
          set.memcached?.({ chain: true, ttlSeconds: null, keysPerOperation: 1 }).meta ?? {};
        const tokens = [...written(text, valueSizes, ...numbers).matchAll(/ O([0-9a-f]{8})\r\n/g)];
        expect(tokens.map(([, digits]) => Number.parseInt(digits ?? '', 16))).toEqual([numbers[2], numbers[2] + 1]);
      }),
      { numRuns: 60 },
    );
  });
});
