import { availableParallelism } from 'node:os';
import { redactArguments } from '../model/redact-url.js';
import { loadScenario } from '../scenario/load-scenario.js';
import type { ScenarioOverrides } from '../scenario/overrides.js';
import type { GivenScenario } from '../series/given-scenario.js';
import { scenarioFlags } from './run-flags.js';

/** The scenario that a command names, with the flags that change it. */
export function givenScenario(reference: string, flags: ScenarioOverrides): GivenScenario {
  return {
    load: (changes = {}) =>
      loadScenario(
        reference,
        { ...flags, ...changes, set: [...(flags.set ?? []), ...(changes.set ?? [])] },
        { cpuCount: availableParallelism() },
      ),
    command: (words) => ['cache-bench', 'run', ...redactArguments([reference, ...writtenFlags(flags), ...words])],
  };
}

/** The flags of a scenario as typed by a user, except the seed. */
function writtenFlags(flags: Readonly<Record<string, unknown>>): readonly string[] {
  const names = Object.keys(scenarioFlags).filter((name) => name !== 'seed');
  return names.flatMap((name) => [flags[name] ?? []].flat().flatMap((value) => writtenFlag(name, value)));
}

function writtenFlag(name: string, value: unknown): readonly string[] {
  if (typeof value === 'boolean') return value ? [`--${name}`] : [];
  return [`--${name}`, String(value)];
}
