import { InternalError } from '../errors/errors.js';
import { parseCommand } from '../load/workload/command-template.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { dataPlaceholder, keyPlaceholder, randomDigits, randomPlaceholder } from '../model/operation-plan.js';
import { keyNameIn } from '../model/write-stamp.js';
import { forkRandom } from '../random/random.js';

/** A request for one key. */
export interface KeyRequest {
  readonly name: string;
  readonly words: readonly string[];
}

/** Populates the keys of free commands before the load: runs each preload command once per key. */
export function preloadCommands(space: {
  readonly runTag: string;
  readonly seed: number;
  readonly preload?: WorkloadPlan['preload'];
}): (keys: readonly number[], initialValueOf: (key: number) => string) => readonly KeyRequest[] {
  const { preload = true } = space;
  const templates = typeof preload === 'boolean' ? [] : preload.map(wordsOf);
  const random = forkRandom(space.seed, 'preload');
  const randomNumber = () => Array.from({ length: randomDigits }, () => random.below(10)).join('');
  return (keys, initialValueOf) =>
    keys.flatMap((key) => {
      const name = keyNameIn('command', space.runTag, key);
      const value = initialValueOf(key);
      return templates.map((words) => ({
        name,
        words: words.map((word) =>
          word
            .replaceAll(keyPlaceholder, name)
            .replaceAll(dataPlaceholder, value)
            .replaceAll(randomPlaceholder, randomNumber),
        ),
      }));
    });
}

function wordsOf(command: string): readonly string[] {
  const parsed = parseCommand(command);
  if (parsed.expected !== undefined) throw new InternalError(`A checked command can't be parsed: ${command}`);
  return parsed.value.words;
}
