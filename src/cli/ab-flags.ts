import { resolve } from 'node:path';
import { Flags } from '@oclif/core';
import { UsageError } from '../errors/errors.js';
import type { AbSettings, VariantSettings } from '../series/ab/run-ab.js';
import { figuresBeforehand } from '../series/figures-beforehand.js';
import { comparisonFlags, readComparisonShares } from './comparison-flags.js';
import { outputFlags, scenarioFlags } from './run-flags.js';
import { usualRuns } from './series-flags.js';

export const abFlags = {
  a: Flags.string({
    description: 'A setting of variant A: anything in the scenario, or engine-binary=PATH. Repeatable.',
    multiple: true,
    helpValue: 'PATH=VALUE',
    helpGroup: 'COMPARISON',
  }),
  b: Flags.string({
    description: 'A setting of variant B. Repeatable.',
    multiple: true,
    helpValue: 'PATH=VALUE',
    helpGroup: 'COMPARISON',
  }),
  rounds: Flags.integer({
    description: 'Number of rounds; each runs both variants.',
    default: usualRuns,
    min: 1,
    max: 100,
    helpValue: 'N',
    helpGroup: 'COMPARISON',
  }),
  ...comparisonFlags,
  ...scenarioFlags,
  ...outputFlags,
} as const;

interface AbFlags {
  readonly a?: readonly string[] | undefined;
  readonly b?: readonly string[] | undefined;
  readonly rounds: number;
  readonly figure?: readonly string[] | undefined;
  readonly threshold: string;
  readonly detect: string;
}

/** Parses what `ab` compares, and how. Throws UsageError. */
export function readAbSettings(flags: AbFlags, workingDirectory: string): AbSettings {
  return {
    ...readComparisonShares(flags),
    figures: figuresBeforehand(flags.figure ?? []),
    a: readVariant('a', flags.a ?? [], workingDirectory),
    b: readVariant('b', flags.b ?? [], workingDirectory),
    rounds: flags.rounds,
  };
}

const binaryWord = 'engine-binary';

/** The settings of `--a` or `--b`: `path=value` of the scenario, or at most one `engine-binary=PATH`. */
function readVariant(name: 'a' | 'b', given: readonly string[], workingDirectory: string): VariantSettings {
  const binaries = given.filter((setting) => setting.startsWith(`${binaryWord}=`));
  if (binaries.length > 1)
    throw new UsageError(
      `--${name}: expected at most one ${binaryWord}, found ${binaries.length}. Nothing was started.`,
    );
  const binary = binaries[0]?.slice(binaryWord.length + 1);
  if (binary === '')
    throw new UsageError(`--${name}: expected the path of a server after ${binaryWord}=. Nothing was started.`);
  return {
    label: `${name.toUpperCase()} (${given.length === 0 ? 'the unchanged scenario' : given.join(', ')})`,
    set: given.filter((setting) => !binaries.includes(setting)),
    engineBinary: binary === undefined ? null : resolve(workingDirectory, binary),
  };
}
