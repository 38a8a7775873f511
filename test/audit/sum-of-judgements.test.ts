import { expect, it } from 'vitest';
import { sumOfJudgements } from '../../src/audit/relay-agreement.js';

const none = { discardedWrites: null, unsentWrites: null, disagreements: 0 };
const some = { discardedWrites: { acknowledged: 2, unacknowledged: 1 }, unsentWrites: 3, disagreements: 1 };

it('sums the losses of the shards of one fault, and is null if no shard has a figure', () => {
  expect(sumOfJudgements([none, none])).toEqual(none);
  expect(sumOfJudgements([none, some])).toEqual(some);
  expect(sumOfJudgements([some, some])).toEqual({
    discardedWrites: { acknowledged: 4, unacknowledged: 2 },
    unsentWrites: 6,
    disagreements: 2,
  });
});
