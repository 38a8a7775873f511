import { stripVTControlCharacters } from 'node:util';
import { CLIError } from '@oclif/core/errors';
import { CacheBenchError, exitCodes, InternalError } from '../errors/errors.js';
import { nearestWord } from '../errors/nearest-word.js';
import { foreignLines } from '../model/foreign-text.js';
import { flagOfRival } from './rival-flags.js';

/** The description of an error that ends a command, for people and programs. */
export interface ErrorDescription {
  readonly name: string;
  readonly message: string;
  readonly exitCode: number;
  /** Only for bugs: other errors are explained by their message. */
  readonly stack?: string;
}

/**
 * Classifies anything thrown: our own errors by class, oclif's as wrong usage, everything else as a bug in cache-bench.
 */
export function describeError(error: unknown): ErrorDescription {
  const description = sortOut(error);
  const { message, stack } = description;
  // Messages quote users and servers.
  return {
    ...description,
    message: foreignLines(message),
    ...(stack !== undefined && { stack: foreignLines(stack) }),
  };
}

function sortOut(error: unknown): ErrorDescription {
  if (error instanceof CacheBenchError && !(error instanceof InternalError)) {
    return { name: error.name, message: error.message, exitCode: error.exitCode };
  }
  if (error instanceof CLIError) {
    const message = stripVTControlCharacters(error.message) + flagsMeant(error);
    return { name: 'UsageError', message, exitCode: exitCodes.usage.code };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  return {
    name: 'InternalError',
    message: thrown.message,
    exitCode: exitCodes.internal.code,
    stack: thrown.stack ?? thrown.message,
  };
}

/** oclif's error for unknown flags, whose class it does not export. */
interface NonExistentFlags extends CLIError {
  readonly flags: readonly string[];
  readonly parse: { readonly input: { readonly flags: Readonly<Record<string, unknown>> } };
}

function isNonExistentFlags(error: CLIError): error is NonExistentFlags {
  return error.constructor.name === 'NonExistentFlagsError';
}

/** A line for each flag known from another load tester, or similar to one of the command's own. */
function flagsMeant(error: CLIError): string {
  if (!isNonExistentFlags(error)) return '';
  const known = Object.keys(error.parse.input.flags).map((name) => `--${name}`);
  return error.flags
    .map((given) => {
      const flag = given.split('=', 1)[0] ?? '';
      const here = flagOfRival(flag);
      if (here !== undefined) return `\nInstead of ${flag}, use ${here}.`;
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
