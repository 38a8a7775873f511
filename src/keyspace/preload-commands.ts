import { InternalError } from '../errors/errors.js';
import { parseCommand } from '../load/workload/command-template.js';
import type { WorkloadPlan } from '../load/workload/workload-plan.js';
import { dataPlaceholder, keyPlaceholder, randomDigits, randomPlaceholder } from '../model/operation-plan.js';
import { forkRandom } from '../random/random.js';
import type { PreloadCommands } from './space/space.js';

/** The preload commands of a key, which populate the keys of free commands before the load. */
export function preloadCommands(space: {
  readonly seed: number;
  readonly preload?: WorkloadPlan['preload'];
}): PreloadCommands {
  const { preload = true } = space;
  const templates = typeof preload === 'boolean' ? [] : preload.map(wordsOf);
  const random = forkRandom(space.seed, 'preload');
  const randomNumber = () => Array.from({ length: randomDigits }, () => random.below(10)).join('');
  return (name, value) =>
    templates.map((words) =>
      words.map((word) =>
        word
          .replaceAll(keyPlaceholder, name)
          .replaceAll(dataPlaceholder, value)
          .replaceAll(randomPlaceholder, randomNumber),
      ),
    );
}

function wordsOf(command: string): readonly string[] {
  const parsed = parseCommand(command);
  if (parsed.expected !== undefined) throw new InternalError(`A checked command can't be parsed: ${command}`);
  return parsed.value.words;
}
