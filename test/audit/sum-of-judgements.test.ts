import { expect, it } from 'vitest';
import { sumOfJudgements } from '../../src/audit/relay-agreement.js';

const none = { discardedWrites: null, unsentWrites: null, disagreements: 0 };
const some = { discardedWrites: { acknowledged: 2, unacknowledged: 1 }, unsentWrites: 3, disagreements: 1 };

it('sums up what the shards of one fault have lost, and has no figure where no shard has one', () => {
  expect(sumOfJudgements([none, none])).toEqual(none);
  expect(sumOfJudgements([none, some])).toEqual(some);
  expect(sumOfJudgements([some, some])).toEqual({
    discardedWrites: { acknowledged: 4, unacknowledged: 2 },
    unsentWrites: 6,
    disagreements: 2,
  });
});
