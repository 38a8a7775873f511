import { stripVTControlCharacters } from 'node:util';
import { CLIError } from '@oclif/core/errors';
import { CacheBenchError, exitCodes, InternalError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { foreignLines } from '../model/foreign-text.js';
import { insteadOfRival } from './rival-flags.js';

/** The description of an error that ends a command, for people and programs. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly exitCode: number;
  /** Only for bugs: other errors are explained by their message. */
  readonly stack?: string;
}

/** Dotted paths of settings in a scenario, by the unknown flag that shares their name. */
export type SettingsMeant = ReadonlyMap<string, readonly string[]>;
const none: SettingsMeant = new Map();

/**
 * Classifies anything thrown: our own errors by class, oclif's as wrong usage, everything else as a bug in cache-bench.
 */
export function describeError(error: unknown, settings = none): ErrorDescription {
  const description = sortOut(error, settings);
  const { message, stack } = description;
  // Messages quote users and servers.
  return {
    ...description,
    message: foreignLines(message),
    ...(stack !== undefined && { stack: foreignLines(stack) }),
  };
}

function sortOut(error: unknown, settings: SettingsMeant): ErrorDescription {
  if (error instanceof CacheBenchError && !(error instanceof InternalError)) {
    return { name: error.name, message: error.message, exitCode: error.exitCode };
  }
  if (error instanceof CLIError) {
    const message = onOneLine(stripVTControlCharacters(error.message)) + flagsMeant(error, settings);
    return { name: 'UsageError', message, exitCode: exitCodes.usage.code };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  const remedy = remedyOf(thrown);
  if (remedy !== undefined)
    return {
      name: 'EnvironmentError',
      message: `This machine has reached a limit (${thrown.message}). ${remedy}`,
      exitCode: exitCodes.environment.code,
    };
  return {
    name: 'InternalError',
    message: thrown.message,
    exitCode: exitCodes.internal.code,
    stack: thrown.stack ?? thrown.message,
  };
}

const moreSpace = 'Free some space, or set TMPDIR to a folder on another disk.';
const moreFiles = 'Raise the limit of open files (ulimit -n), or use fewer connections.';

/** Limits of the machine that any step of a run can meet, by the code of Node's error. */
const remedies: Readonly<Record<string, string>> = {
  ENOSPC: moreSpace,
  EDQUOT: moreSpace,
  EROFS: 'Set TMPDIR to a writable folder.',
  EFBIG: 'Raise the limit of file sizes (ulimit -f).',
  EMFILE: moreFiles,
  ENFILE: moreFiles,
  EAGAIN: 'Raise the limit of processes (ulimit -u), or end some.',
  ENOMEM: 'Free some memory.',
};

function remedyOf(error: Error): string | undefined {
  const { code } = error as NodeJS.ErrnoException;
  return typeof code === 'string' && Object.hasOwn(remedies, code) ? remedies[code] : undefined;
}

/** `Parsing --pipeline \n\tExpected an integer` */
function onOneLine(message: string): string {
  return message.replace(/^(Parsing \S+) *\n\t/, '$1: ');
}

/** oclif's error for unknown flags, whose class it does not export. */
interface NonExistentFlags extends CLIError {
  readonly flags: readonly string[];
  readonly parse: { readonly input: { readonly flags: Readonly<Record<string, unknown>> } };
}

function isNonExistentFlags(error: CLIError): error is NonExistentFlags {
  return error.constructor.name === 'NonExistentFlagsError';
}

/** oclif's error for surplus arguments, likewise. */
interface UnexpectedArguments extends CLIError {
  readonly args: readonly string[];
}

function isUnexpectedArguments(error: CLIError): error is UnexpectedArguments {
  return error.constructor.name === 'UnexpectedArgsError';
}

/** oclif takes a flag such as `-3` for a negative number. */
function meantByNumbers(given: readonly string[]): string {
  return given.flatMap((argument) => insteadOfRival(argument) ?? []).reduce((text, line) => `${text}\n${line}`, '');
}

/** For `--stampede`, which the command doesn't know, `workload.pattern.stampede`, if the command has `--set`. */
export async function settingsMeant(error: unknown): Promise<SettingsMeant> {
  if (!(error instanceof CLIError) || !isNonExistentFlags(error) || !('set' in error.parse.input.flags)) return none;
  // Few commands need the schema, and none before this error.
  const { pathsTo } = await import('../scenario/schema-keys.js');
  return new Map(error.flags.map((flag) => [flagName(flag), pathsTo(settingName(flagName(flag)))]));
}

function flagName(given: string): string {
  return given.split('=', 1)[0] ?? '';
}

/** `--negative-ttl` as a key of a scenario: `negativeTtl`. */
function settingName(flag: string): string {
  return flag.replace(/^-+/, '').replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** Flags that differ by command although they mean the same: `ab` compares rounds, `run` and `sweep` repeat. */
const synonyms = [
  ['--repeat', '--rounds', '--runs'],
  ['--gate', '--objective'],
  ['--duration', '--step-duration'],
] as const satisfies readonly (readonly string[])[];

/** What the command calls a flag that other commands have under another name. */
function sameHere(flag: string, known: readonly string[]): string | undefined {
  const names: readonly string[] = synonyms.find((group) => group.some((name) => name === flag)) ?? [];
  return names.find((name) => known.includes(name));
}

/** A line for each flag known from another load tester, named like a setting, or similar to one of the command's own. */
function flagsMeant(error: CLIError, settings: SettingsMeant): string {
  if (isUnexpectedArguments(error)) return meantByNumbers(error.args);
  if (!isNonExistentFlags(error)) return '';
  const known = Object.keys(error.parse.input.flags).map((name) => `--${name}`);
  return error.flags
    .map((given) => {
      const flag = flagName(given);
      const instead = insteadOfRival(flag) ?? insteadOfRival(flag.replace(/^-(?=[a-z]{2})/, '--'));
      if (instead !== undefined) return `\n${instead}`;
      const own = sameHere(flag, known);
      if (own !== undefined) return `\nInstead of ${flag}, use ${own}.`;
      const paths = (settings.get(flag) ?? []).map((path) => `--set ${path}=VALUE`);
      if (paths.length > 0) return `\nInstead of ${flag}, use ${paths.slice(0, 3).join(' or ')}.`;
      const meant = nearestWord(flag, known);
      return meant === undefined ? '' : `\nDid you mean ${meant}?`;
    })
    .join('');
}

/** The lines printed on stderr; a bug includes its stack and a request to report it. */
export function formatError(description: ErrorDescription): string {
  if (description.stack === undefined) return `Error: ${description.message}\n`;
  return `Error: ${description.message}\n${description.stack}\nThis is a bug in cache-bench. Please report it with these lines.\n`;
}
