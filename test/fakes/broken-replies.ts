import type { Behaviour } from './misbehaving-server.js';

/** Replies that no correct server sends, by description. */
export const brokenReplies: ReadonlyMap<string, Behaviour> = new Map([
  ['a bulk of 999999999999 bytes', { raw: '$999999999999\r\n', endless: 'x' }],
  ['a line that does not end', { raw: '+', endless: 'x' }],
  ['a list that does not end', { raw: '*99999999\r\n', endless: ':1\r\n' }],
  ['lists in lists, each with millions of elements', { raw: '', endless: '*30000000\r\n' }],
  ['lists in lists without end', { raw: '', endless: '*1\r\n' }],
  ['a negative length', { raw: '$-7\r\n' }],
  ['a negative count', { raw: '*-7\r\n' }],
] as const);

/** By how many bytes the memory of this process grows during `work`. */
export async function memoryGrowth(work: () => Promise<unknown>): Promise<number> {
  const held = () => {
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const before = held();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, held());
  }, 5);
  try {
    await work();
  } finally {
    clearInterval(timer);
  }
  return Math.max(most, held()) - before;
}
