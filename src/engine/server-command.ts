import type { EngineProgram } from './server-process.js';

interface ServerCommand {
  readonly command: string;
  readonly parameters: readonly string[];
  /** Merged over our own environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * The command line of a server's program. A program unpacked without installing finds its libraries through an environment
 * variable; one from a newer release of the system needs that release's loader too. The loader is called through a link with
 * the server's name, so that ps shows that name. Source: ld.so(8).
 */
export function serverCommand(
  { path, libraryFolders, loader }: EngineProgram,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): ServerCommand {
  if (loader !== undefined) {
    const libraryPath = ['--library-path', libraryFolders.join(':')];
    return { command: loader, parameters: [...libraryPath, path, ...parameters], environment: {} };
  }
  if (libraryFolders.length === 0) return { command: path, parameters, environment: {} };
  const inherited = environment.LD_LIBRARY_PATH;
  const folders = [...libraryFolders, ...(inherited ? [inherited] : [])];
  return { command: path, parameters, environment: { LD_LIBRARY_PATH: folders.join(':') } };
}
