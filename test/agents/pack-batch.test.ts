import fc from 'fast-check';
import { expect, it } from 'vitest';
import { BatchReader, packBatch } from '../../src/agents/pack-batch.js';

const reader = new BatchReader();

const array = fc.oneof(
  fc.uint16Array({ maxLength: 5 }).map((one) => one.slice()),
  fc.uint32Array({ maxLength: 5 }).map((one) => one.slice()),
  fc.float64Array({ maxLength: 5 }).map((one) => one.slice()),
  fc.int32Array({ maxLength: 5 }).map((one) => one.slice()),
);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    fc.double({ noDefaultInfinity: false }),
    fc.string({ unit: 'grapheme' }),
    fc.boolean(),
    fc.constant(null),
    array,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(
      fc.string({ minLength: 1 }).filter((name) => name !== '__proto__'),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

it('a batch arrives as it was sent: every number, text and array, whatever the shape of its messages', () => {
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 4 }), fc.nat(), (errors, number) => {
      const messages = errors.map((error) => ({ type: 'not-judged', worker: number, error }) as never);
      const packed = packBatch({ place: 3, number, messages });
      // As it comes from a connection: at any position in a larger chunk.
      const chunk = Buffer.concat([Buffer.from('x'), packed]).subarray(1);
      expect(reader.read(chunk)).toEqual({ place: 3, number, messages });
    }),
    { numRuns: 300 },
  );
});
