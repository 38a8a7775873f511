import type { Random } from '../../random/random.js';

/** Draws the index of the next operation, in proportion to the weights. */
export function mixPicker(random: Random, weights: readonly number[]): () => number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const used = weights.flatMap((weight, position) => (weight > 0 ? [position] : []));
  const only = used[0];
  if (used.length === 1 && only !== undefined) return () => only;
  const last = used.at(-1) ?? 0;
  return () => {
    let rest = random.next() * total;
    for (let position = 0; position < last; position += 1) {
      rest -= weights[position]!;
      if (rest < 0) return position;
    }
    return last;
  };
}
