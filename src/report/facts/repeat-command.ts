import type { RunRecord } from '../../record/run-record.js';

/** The words of the command that repeats a run, with its seed, each quoted for a POSIX shell. */
export function repeatCommand(record: RunRecord): readonly string[] {
  const { command, seed } = record.run;
  const words = command[0] === 'cache-bench' ? command : ['cache-bench', ...command];
  const seeded = words.some((word) => word === '--seed' || word.startsWith('--seed='));
  return [...words, ...(seeded ? [] : ['--seed', String(seed)])].map(quoted);
}

/** A command's words, each quoted for a POSIX shell. */
export function quotedCommand(words: readonly string[]): readonly string[] {
  return words.map(quoted);
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
