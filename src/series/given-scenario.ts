import type { LoadedScenario } from '../scenario/load-scenario.js';
import type { ScenarioOverrides } from '../scenario/overrides.js';

/** The scenario of a command, with the flags it was given. */
export interface GivenScenario {
  /** Loads it with further changes; `set` is added to that of the flags. */
  load(changes?: ScenarioOverrides): Promise<LoadedScenario>;
  /** The command that runs it once with the same flags, except the seed, and these words. */
  command(words: readonly string[]): readonly string[];
}
