import { foreign, notObserved } from '../audit/observation.js';
import {
  dataPlaceholder,
  type KeySpaceName,
  keyPlaceholder,
  type OperationPlan,
  randomPlaceholder,
  requestsOf,
} from '../model/operation-plan.js';
import { spaces } from './space/registry.js';

/** A key space used by a run. */
export interface SpaceInUse {
  readonly name: KeySpaceName;
  /** Offset added to a key's number in stamps and ledgers. */
  readonly keyBase: number;
  /** Increment of a key's number per count. */
  readonly countUnit: number;
  /** The names of one key on the server, with `__key__` as the key's own name. */
  readonly nameTemplates: readonly string[];
}

export const stringSpace: SpaceInUse = { name: 'string', keyBase: 0, countUnit: 1, nameTemplates: [keyPlaceholder] };

/** The spaces of a run's operations, each once; `string` always comes first. */
export function spacesInUse(operations: readonly OperationPlan[]): readonly SpaceInUse[] {
  const inUse = new Map<KeySpaceName, SpaceInUse>([['string', stringSpace]]);
  const requests = requestsOf(operations);
  for (const { space: name, keyBase, countUnit } of requests)
    inUse.set(name, { name, keyBase, countUnit, nameTemplates: nameTemplates(name, requests) });
  return [...inUse.values()];
}

/**
 * All words of a space's requests that may be a key name. Names with a random part can't be known. Requests of memcached
 * alone have the key's own name.
 */
function nameTemplates(name: KeySpaceName, requests: readonly OperationPlan[]): readonly string[] {
  const words = requests
    .filter(({ space }) => space === name)
    .flatMap(({ words: [command, ...rest] }) => (command === undefined ? [keyPlaceholder] : rest));
  const isName = (word: string) =>
    word.includes(keyPlaceholder) && !word.includes(dataPlaceholder) && !word.includes(randomPlaceholder);
  return [...new Set(words.filter(isName))];
}

/** The server-side names of one key, whose own name is `name`. */
export function namesOf({ nameTemplates }: SpaceInUse, name: string): readonly string[] {
  return nameTemplates.map((template) => template.replaceAll(keyPlaceholder, name));
}

/** The value read for a key, in ledger terms; of several values written together, the oldest. */
export function observed(use: SpaceInUse, answers: readonly unknown[], runTag: string, key: number): number {
  // If one could not be read, nothing is known, whatever the others show.
  if (answers.includes(undefined)) return notObserved;
  const { observe } = spaces[use.name];
  const seen = answers.map((answer) => observe(answer, { ...use, runTag, key }));
  return seen.includes(foreign) ? foreign : Math.min(...seen);
}
