/**
 * 32 pseudo-random bits, as an integer of at least 0, from three integers: random access where a sequence would have to be
 * traversed. Source: 32-bit MurmurHash3 (A. Appleby), over two words with the first number as its seed.
 */
export function hash32(seed: number, first: number, second: number): number {
  const state = addWord(addWord(seed, first), second) ^ 8;
  const mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (again ^ (again >>> 16)) >>> 0;
}

function addWord(state: number, word: number): number {
  const scrambled = Math.imul(word, 0xcc9e2d51);
  const mixed = state ^ Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593);
  return (Math.imul((mixed << 13) | (mixed >>> 19), 5) + 0xe6546b64) | 0;
}
