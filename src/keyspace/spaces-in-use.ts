import { countedAs, foreign, missing, notObserved, observedSequence } from '../audit/observation.js';
import { hashField } from '../load/workload/operations.js';
import {
  dataPlaceholder,
  type KeySpaceName,
  keyPlaceholder,
  type OperationPlan,
  randomPlaceholder,
} from '../model/operation-plan.js';

/** A key space used by a run. */
export interface SpaceInUse {
  readonly name: KeySpaceName;
  /** Offset added to a key's number in stamps and ledgers. */
  readonly keyBase: number;
  /** Server-side keys per key of the space. */
  readonly keyCount: number;
  /** Increment of a key's number per count. */
  readonly countUnit: number;
  /** For free commands: the templates of their key names, with `__key__` as the key's own name; absent: only that name. */
  readonly nameTemplates?: readonly string[];
}

export const stringSpace: SpaceInUse = { name: 'string', keyBase: 0, keyCount: 1, countUnit: 1 };

/** The spaces of a run's operations, each once; `string` always comes first. */
export function spacesInUse(operations: readonly OperationPlan[]): readonly SpaceInUse[] {
  const spaces = new Map<KeySpaceName, SpaceInUse>([['string', stringSpace]]);
  for (const { space: name, keyBase, keyCount, countUnit } of operations) {
    if (name === 'string') continue;
    const known = spaces.get(name);
    spaces.set(name, { name, keyBase, countUnit, keyCount: Math.max(keyCount, known?.keyCount ?? 1) });
  }
  const command = spaces.get('command');
  if (command !== undefined) {
    const nameTemplates = keyTemplates(operations);
    spaces.set('command', { ...command, nameTemplates, keyCount: nameTemplates.length });
  }
  return [...spaces.values()];
}

/** All words of the free commands that may be a key name. Names with a random part can't be known. */
function keyTemplates(operations: readonly OperationPlan[]): readonly string[] {
  const words = operations.filter(({ space }) => space === 'command').flatMap(({ words: [, ...rest] }) => rest);
  const isName = (word: string) =>
    word.includes(keyPlaceholder) && !word.includes(dataPlaceholder) && !word.includes(randomPlaceholder);
  return [...new Set(words.filter(isName))];
}

/** The server-side names of one key, whose own name is `name`. */
export function namesOf({ name: space, keyCount, nameTemplates }: SpaceInUse, name: string): readonly string[] {
  if (nameTemplates !== undefined) return nameTemplates.map((template) => template.replaceAll(keyPlaceholder, name));
  return space === 'multi' ? Array.from({ length: keyCount }, (_, index) => `${name}:${index}`) : [name];
}

/** A key's initial content: a string (under each of its names), or the result of a request; null: nothing. */
export function preloadedAs(
  { name: space }: SpaceInUse,
  name: string,
  value: string,
): { readonly string: string } | { readonly request: readonly string[] } | null {
  switch (space) {
    case 'string':
    case 'multi':
      return { string: value };
    case 'counter':
      return { string: '0' };
    case 'append':
      return { string: '' };
    case 'hash':
      return { request: ['HSET', name, hashField, value] };
    case 'list':
    case 'zset':
    case 'command':
      return null;
    default:
      return space satisfies never;
  }
}

/** The request that shows what a key holds; null: its names are read as strings. */
export function requestToRead({ name: space }: SpaceInUse, name: string): readonly string[] | null {
  if (space === 'append') return ['STRLEN', name];
  if (space === 'list') return ['LLEN', name];
  return space === 'hash' ? ['HGET', name, hashField] : null;
}

/** The value read for a key, in ledger terms; of several values written together, the oldest. */
export function observed(
  { name: space, keyBase, countUnit }: SpaceInUse,
  answers: readonly unknown[],
  runTag: string,
  key: number,
): number {
  // If one could not be read, nothing is known, whatever the others show.
  if (answers.includes(undefined)) return notObserved;
  const seen = answers.map((answer) => {
    switch (space) {
      case 'counter':
        return answer === null ? missing : countedAs(Number(answer), countUnit);
      case 'append':
      case 'list':
        return countedAs(Number(answer), countUnit);
      default:
        return typeof answer === 'string' || answer === null
          ? observedSequence(answer, runTag, key + keyBase)
          : notObserved;
    }
  });
  return seen.includes(foreign) ? foreign : Math.min(...seen);
}
