/**
 * The known word most likely meant by a misspelt one, for messages that end in `did you mean "..."?`: the only one with it as
 * a part (`glide` of `valkey-glide`), or the closest. Undefined if none is close: more than a third of the letters (at least
 * one) would have to change. Case-insensitive.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const lower = word.toLowerCase();
  const [whole, ...others] =
    word.length < 4 ? [] : known.filter((name) => name.toLowerCase().split('-').includes(lower));
  if (whole !== undefined && others.length === 0) return whole;
  let nearest: string | undefined;
  let nearestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    // The difference in length is the minimum number of edits; it also avoids comparing a megabyte of nonsense.
    if (Math.abs(word.length - candidate.length) > most) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance <= most && distance < nearestDistance) {
      nearest = candidate;
      nearestDistance = distance;
    }
  }
  return nearest;
}

/**
 * The number of letters to insert, remove, replace or swap with their neighbour to turn `from` into `to`. Source: the
 * optimal string alignment distance, by three rows of dynamic programming.
 */
function editDistance(from: string, to: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let least = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped) least = Math.min(least, (beforeLast[column - 2] ?? 0) + 1);
      current.push(least);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}
