import type { Random } from '../../random/random.js';
import { operationKinds } from './operations.js';

/** Draws the code of the next operation's kind, in proportion to the weights. */
export function mixPicker(random: Random, mix: Readonly<Record<string, number>>): () => number {
  const weights = operationKinds.map((kind) => mix[kind] ?? 0);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const used = weights.flatMap((weight, code) => (weight > 0 ? [code] : []));
  if (used.length === 1) return () => used[0] ?? 0;
  return () => {
    let rest = random.next() * total;
    for (const code of used) {
      rest -= weights[code]!;
      if (rest < 0) return code;
    }
    return used.at(-1) ?? 0;
  };
}
