import { startOwned } from '../engine/owned-program.js';
import { InternalError } from '../errors/errors.js';
import { parseJson } from '../model/parse-json.js';
import { parseRecord } from '../record/read-record.js';
import type { RunRecord } from '../record/run-record.js';
import type { ScenarioOverrides } from '../scenario/overrides.js';
import { throwErrorIn } from '../session/program-answer.js';
import { checkValue } from './check-options.js';
import { ownedProgram } from './program.js';

/** The flags of `cache-bench run`, by their names; a flag that can be repeated is a list. */
export type RunOverrides = Omit<ScenarioOverrides, 'varied' | 'objectives'> & {
  /** Folder for the record and its reports. Default: `reports` in the current folder. */
  readonly out?: string;
  /** Formats to write beside the record. Default: md. */
  readonly report?: readonly string[];
  /** `key=value`, for the record and the reports. */
  readonly label?: readonly string[];
};

/**
 * Runs a scenario, given a shipped one's name or the path of a YAML file, and returns its record, whatever its verdict:
 * `expectGates` judges it. It runs in a program of its own, so that neither fake timers nor work in this one disturb it.
 * Throws the error that ended the run.
 */
export async function run(scenario: string, overrides: RunOverrides = {}): Promise<RunRecord> {
  checkValue('run(): scenario', scenario, 'a text');
  checkValue('run(): options', overrides, 'an object');
  await using program = startOwned(ownedProgram, runArguments(scenario, overrides));
  const answer = parseJson(await program.output());
  if (typeof answer === 'object' && answer !== null && 'schemaVersion' in answer)
    return parseRecord(answer, 'The record of this run');
  throwErrorIn(answer);
  throw new InternalError(`cache-bench run ended without a record. ${program.complaints}`.trimEnd());
}

/** The command line of `cache-bench` for a run. */
export function runArguments(scenario: string, overrides: RunOverrides): readonly string[] {
  const flags = Object.entries(overrides).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    if (value === true) return [`--${name}`];
    return [value].flat().map((each) => `--${name}=${each}`);
  });
  return ['run', scenario, ...flags, '--json', '--quiet'];
}
