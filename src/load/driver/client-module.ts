import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from '../../errors/errors.js';

export type ClientOptions = Readonly<Record<string, unknown>>;

/** A module with options of a client library, which can contain functions. */
export function isClientModule(file: string): boolean {
  return /\.[cm]?js$/.test(file);
}

/**
 * The options that a module exports by default, or that a function returns which it exports. Throws UsageError if it can't be
 * loaded or exports nothing of the kind.
 */
export async function loadClientModule(file: string): Promise<ClientOptions> {
  const exported = await defaultExport(file).catch(({ message }: Error) => {
    throw new UsageError(`The client options in ${file} can't be loaded (${message}).`);
  });
  if (typeof exported === 'object' && exported !== null && !Array.isArray(exported)) return { ...exported };
  const found = exported === undefined ? 'no default export' : Array.isArray(exported) ? 'a list' : typeof exported;
  throw new UsageError(
    `The client options in ${file} must be its default export: an object, or a function that returns one. Found ${found}.`,
  );
}

/** Options as a thread needs them: `given` is an object, or the path of a module, because functions cross into no thread. */
export async function optionsInThread(given: ClientOptions | string | null): Promise<ClientOptions | null> {
  return typeof given === 'string' ? loadClientModule(given) : given;
}

async function defaultExport(file: string): Promise<unknown> {
  const { default: exported } = (await import(pathToFileURL(resolve(file)).href)) as { readonly default?: unknown };
  return typeof exported === 'function' ? ((await exported()) as unknown) : exported;
}
