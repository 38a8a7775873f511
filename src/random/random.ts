import { createHash } from 'node:crypto';

/** A seeded source of random numbers. The same seed gives the same sequence on every machine. */
export interface Random {
  /** A number in [0, 1) with 32 bits of randomness. */
  next(): number;
  /** An integer in [0, bound). `bound` is at most 2^32. */
  below(bound: number): number;
}

/**
 * A generator for one purpose, forked from the run's seed by a label, so that a new consumer of randomness never shifts
 * another's numbers. The algorithm is sfc32 (PractRand's "small fast counting" generator), seeded with SHA-256.
 */
export function forkRandom(seed: number, label: string): Random {
  const digest = createHash('sha256').update(`${seed}/${label}`).digest();
  let a = digest.readInt32LE(0);
  let b = digest.readInt32LE(4);
  let c = digest.readInt32LE(8);
  let d = digest.readInt32LE(12);
  const next = () => {
    const t = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + t) | 0;
    return (t >>> 0) / 4294967296;
  };
  return { next, below: (bound) => Math.floor(next() * bound) };
}
