import { z } from 'zod';
import { EnvironmentError, exitCodes, InternalError, InterruptedError, UsageError } from '../errors/errors.js';
import { parseJson } from '../model/parse-json.js';
import { type Ready, readySchema } from './client/client-settings.js';

const failureSchema = z.object({ error: z.object({ message: z.string(), exitCode: z.number() }) });

/** The ready cluster in the first line of `up --json`; undefined if it is neither that nor an error. Throws its error. */
export function readyIn(line: string): Ready | undefined {
  const answer: unknown = parseJson(line);
  const ready = readySchema.safeParse(answer);
  if (ready.success) return ready.data;
  throwErrorIn(answer);
  return undefined;
}

/** Throws the error that a command reports with `--json`, if there is one. */
export function throwErrorIn(answer: unknown): void {
  const failure = failureSchema.safeParse(answer);
  if (failure.success) throw errorOf(failure.data.error);
}

function errorOf({ message, exitCode }: { readonly message: string; readonly exitCode: number }): Error {
  if (exitCode === exitCodes.usage.code) return new UsageError(message);
  if (exitCode === exitCodes.environment.code) return new EnvironmentError(message);
  return exitCode === exitCodes.interrupted.code ? new InterruptedError(message) : new InternalError(message);
}
